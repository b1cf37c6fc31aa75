package signature

import (
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// percentEncode encodes as RFC 3986 has it, which all signing rules here ask for: letters, digits and -_.~ stay, a
// space is %20.
func percentEncode(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// canonicalQuery is the query with names and values encoded and sorted, each name followed by an equals sign even
// if its value is empty.
func canonicalQuery(query url.Values) string {
	var pairs []string
	for _, name := range sortedNames(query) {
		values := slices.Clone(query[name])
		slices.Sort(values)
		for _, value := range values {
			pairs = append(pairs, percentEncode(name)+"="+percentEncode(value))
		}
	}
	return strings.Join(pairs, "&")
}

func sortedNames(query url.Values) []string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// authorization takes apart "SCHEME a=1, b=2" into its parts; ok is false if the scheme is another.
func authorization(header, scheme string) (parts map[string]string, ok bool) {
	rest, ok := strings.CutPrefix(header, scheme+" ")
	if !ok {
		return nil, false
	}
	parts = make(map[string]string)
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		parts[name] = value
	}
	return parts, true
}

func hexOf(sum []byte) string {
	return hex.EncodeToString(sum)
}
