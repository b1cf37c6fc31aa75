package transport

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// mask stands for what is not shown.
	mask = "***"

	// minSecret is the length of the shortest text that is concealed: a shorter
	// one would hide parts of ordinary words.
	minSecret = 4

	// minPart is the length of the shortest part of a secret that is concealed
	// if the rest of it is missing, such as in a message that was cut off. A
	// shorter one could be a word: secrets that people make up have words in them.
	minPart = 16
)

// secrets are the texts that must not be shown, in the form that decode gives.
type secrets []secret

// secret is a text that must not be shown. Its parts are all parts of it of one
// length: a text that has the secret in it, or no less than that of it, has
// one at each place.
type secret struct {
	parts  map[string]struct{}
	length int
	mask   string
}

// newSecrets returns the secrets of a request, and the id of its key.
func newSecrets(signed *Request) secrets {
	var all secrets
	add := func(text, mask string, whole bool) {
		text = string(decode(text).letters)
		if len(text) < minSecret {
			return
		}
		length := len(text)
		if !whole {
			length = min(length, minPart)
		}
		parts := make(map[string]struct{}, len(text)-length+1)
		for i := range len(text) - length + 1 {
			parts[text[i:i+length]] = struct{}{}
		}
		all = append(all, secret{parts, length, mask})
	}
	for _, text := range signed.Secrets {
		add(text, mask, false)
	}
	add(signed.KeyID, maskKeyID(signed.KeyID), true)
	return all
}

// hide replaces the secrets in a text by their masks, in every spelling in which
// a server may repeat them. The work grows with the length of the text, not with
// that of the secrets.
func (all secrets) hide(said string) string {
	type found struct {
		span
		mask string
	}
	var places []found
	decoded := decode(said)
	for _, secret := range all {
		end := 0 // where the last place ends
		for i := range len(decoded.letters) - secret.length + 1 {
			if _, is := secret.parts[string(decoded.letters[i:i+secret.length])]; !is {
				continue
			}
			at := decoded.source(i, i+secret.length)
			if i < end {
				places[len(places)-1].end = at.end
			} else {
				places = append(places, found{at, secret.mask})
			}
			end = i + secret.length
		}
	}
	// Stable, so that of a secret and a key's id in one place the secret counts.
	slices.SortStableFunc(places, func(a, b found) int { return a.start - b.start })
	var shown strings.Builder
	end := 0
	for _, place := range places {
		if place.start >= end {
			shown.WriteString(said[end:place.start] + place.mask)
		}
		end = max(end, place.end)
	}
	return shown.String() + said[end:]
}

// span is a part of a text, from one byte to before another.
type span struct{ start, end int }

// decoded is a text in which every character is written in one way, and what may
// be lost or added on the way is left out: white space, which folds headers and
// wraps lines, backslashes, and plus signs, which are spaces in a query. Several
// backslashes in a row are one sign, as an escape that was escaped has them.
type decoded struct {
	letters []byte
	at      []int // the sign that each letter is
	signs   []sign
}

// sign is a character of a text that is decoded.
type sign struct {
	span
	char byte

	// entity is set for one that was written for HTML or XML, and may end with a
	// semicolon.
	entity bool
}

// decode undoes the ways in which a text may be written, however often and in
// whatever order they were applied: percent-encoding, the escapes of JSON and of
// programming languages, and the entities of HTML. It reads each byte once: what
// ends with it and stands for one character becomes that character, which may be
// the end of another.
func decode(text string) decoded {
	signs := make([]sign, 0, len(text))
	for i := range len(text) {
		next := sign{span{i, i + 1}, text[i], false}
		for {
			n := len(signs)
			if n > 0 && (next.char == ';' && !next.entity && signs[n-1].entity || next.char == '\\' && signs[n-1].char == '\\') {
				signs[n-1].end, signs[n-1].entity = next.end, false
				break
			}
			if next.char <= ' ' || next.char == 0x7f {
				if n > 0 && signs[n-1].char == '\\' {
					signs = signs[:n-1] // a line is continued
				}
				break
			}
			signs = append(signs, next)
			length, char, entity := escape(signs)
			if length == 0 {
				break
			}
			begin := len(signs) - length
			next = sign{span{signs[begin].start, next.end}, char, entity || next.entity}
			signs = signs[:begin]
		}
	}
	d := decoded{signs: signs}
	for i, sign := range signs {
		if sign.char != '+' && sign.char != '\\' {
			d.letters = append(d.letters, sign.char)
			d.at = append(d.at, i)
		}
	}
	return d
}

// source returns where some letters stand in the text, with the plus signs
// around them.
func (d decoded) source(from, to int) span {
	first, last := d.at[from], d.at[to-1]
	for first > 0 && d.signs[first-1].char == '+' && d.signs[first-1].end == d.signs[first].start {
		first--
	}
	for last+1 < len(d.signs) && d.signs[last+1].char == '+' && d.signs[last+1].start == d.signs[last].end {
		last++
	}
	return span{d.signs[first].start, d.signs[last].end}
}

// maxEscape bounds the signs that are looked at for the beginning of an escape.
const maxEscape = 12

// escape returns how many signs at the end of a text stand for one character, and
// for which. A space is any character that is left out. Characters that are not
// in ASCII are in no secret, and stay as they are.
func escape(signs []sign) (length int, char byte, entity bool) {
	n := len(signs)
	back := func(i int) byte { // the sign before the last i ones, or 0
		if i >= n {
			return 0
		}
		return signs[n-1-i].char
	}
	last := back(0)
	switch {
	case back(1) == '\\' && (last == 'n' || last == 'r' || last == 't'):
		return 2, ' ', false
	case last == ';':
		return namedEntity(signs)
	case !isHex(last):
		return 0, 0, false
	case back(2) == '%' && isHex(back(1)):
		return 3, unhex(back(1), last), false
	case back(3) == '\\' && back(2) == 'x' && isHex(back(1)):
		return 4, unhex(back(1), last), false
	case back(5) == '\\' && back(4) == 'u' && back(3) == '0' && back(2) == '0' && isHex(back(1)):
		return 6, unhex(back(1), last), false
	}
	return numericEntity(signs)
}

// numericEntity looks for an entity such as &#47 or &#x2F, whose semicolon may
// follow or be missing: it ends as soon as its digits are those of a letter.
func numericEntity(signs []sign) (length int, char byte, entity bool) {
	digits := len(signs)
	for digits > 2 && len(signs)-digits < maxEscape && isHex(signs[digits-1].char) {
		digits--
	}
	begin, base := digits-2, 10
	if c := signs[digits-1].char; c == 'x' || c == 'X' {
		begin, base = digits-3, 16
	}
	if begin < 0 || signs[begin].char != '&' || signs[begin+1].char != '#' {
		return 0, 0, false
	}
	value, err := strconv.ParseUint(text(signs[digits:]), base, 32)
	if err != nil || value <= ' ' || value >= 0x7f {
		return 0, 0, false
	}
	return len(signs) - begin, byte(value), true
}

// namedEntity looks for an entity that ends with a semicolon, such as &amp; or
// &#10;.
func namedEntity(signs []sign) (length int, char byte, entity bool) {
	for i := len(signs) - 2; i >= 0 && len(signs)-i <= maxEscape; i-- {
		if signs[i].char != '&' {
			continue
		}
		if plain := html.UnescapeString(text(signs[i:])); len(plain) == 1 && plain[0] < utf8.RuneSelf {
			return len(signs) - i, plain[0], false
		}
		break
	}
	return 0, 0, false
}

// text returns what signs say.
func text(signs []sign) string {
	chars := make([]byte, 0, maxEscape)
	for _, sign := range signs {
		chars = append(chars, sign.char)
	}
	return string(chars)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// unhex returns the byte that two hexadecimal digits stand for.
func unhex(high, low byte) byte {
	value, _ := strconv.ParseUint(string([]byte{high, low}), 16, 8) // they are digits
	return byte(value)
}
