// Package msgpack writes and reads values in MessagePack, the encoding that states
// have in Terraform's protocol. It knows what states are made of: nulls, texts,
// numbers, truth values, lists and maps. Each value has one encoding, that which the
// framework writes, so that values of one type are equal if and only if their
// encodings are.
//
// Values are written behind each other into memory, and are read where they are:
// nothing is copied. What is read must have been written by this package. See
// https://github.com/msgpack/msgpack/blob/master/spec.md
package msgpack

import (
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// The first byte of each encoding. Those that are named "fixed" have a length or a
// value in their lower bits.
const (
	fixedMap  = 0x80 // to 0x8f
	fixedList = 0x90 // to 0x9f
	fixedText = 0xa0 // to 0xbf
	null      = 0xc0
	falsehood = 0xc2
	truth     = 0xc3
	fraction  = 0xcb // of 64 bits
	uint8Code = 0xcc // and those for 16, 32 and 64 bits
	int8Code  = 0xd0 // and those for 16, 32 and 64 bits
	text8     = 0xd9
	text16    = 0xda
	text32    = 0xdb
	list16    = 0xdc
	list32    = 0xdd
	map16     = 0xde
	map32     = 0xdf
	negative  = 0xe0 // to 0xff
)

// Null is a null.
const Null = "\xc0"

// AppendText appends a text.
func AppendText[T ~string | ~[]byte](to []byte, text T) []byte {
	switch n := len(text); {
	case n < 32:
		to = append(to, fixedText|byte(n))
	case n <= math.MaxUint8:
		to = append(to, text8, byte(n))
	default:
		to = appendLength(to, text16, n)
	}
	return append(to, text...)
}

// AppendNumber appends an integer.
func AppendNumber(to []byte, n int64) []byte {
	switch {
	case n >= -32 && n <= math.MaxInt8:
		return append(to, byte(n))
	case n >= 0 && n <= math.MaxUint8:
		return append(to, uint8Code, byte(n))
	case n >= 0 && n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(to, uint8Code+1), uint16(n))
	case n >= 0 && n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(to, uint8Code+2), uint32(n))
	case n >= 0:
		return binary.BigEndian.AppendUint64(append(to, uint8Code+3), uint64(n))
	case n >= math.MinInt8:
		return append(to, int8Code, byte(n))
	case n >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(to, int8Code+1), uint16(n))
	case n >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(to, int8Code+2), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(to, int8Code+3), uint64(n))
}

// Precision is how many bits Terraform gives numbers, which are more than 150 digits.
const Precision = 512

// AppendDecimal appends a number, given its digits: without an exponent, and without
// zeros that say nothing. An integer of 64 bits is written as one. A number that has a
// fraction and is exact in 64 bits is written as a float, and any other as its digits.
func AppendDecimal(to []byte, digits string) []byte {
	if whole, fractional, has := strings.Cut(digits, "."); has {
		if exact, is := exactFloat(whole, fractional); is {
			return binary.BigEndian.AppendUint64(append(to, fraction), math.Float64bits(exact))
		}
	} else if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return AppendNumber(to, n)
	}
	return AppendText(to, digits)
}

// exactFloat returns the float that is exactly a number, given its digits before and
// behind the point, if there is one.
func exactFloat(whole, fractional string) (float float64, is bool) {
	// What is exact in base 2 ends with 5 in base 10, and so many digits behind the point
	// need as many bits there.
	if !strings.HasSuffix(fractional, "5") || len(fractional) > 1074 {
		return 0, false
	}
	if all := whole + fractional; len(all) <= 15 { // all integers of so many digits are exact
		n, err := strconv.ParseInt(all, 10, 64)
		float, _ = strconv.ParseFloat(whole+"."+fractional, 64)
		return float, err == nil && n%int64(math.Pow(5, float64(len(fractional)))) == 0
	}
	float, accuracy := ParseDecimal(whole + "." + fractional).Float64()
	return float, accuracy == big.Exact
}

// ParseDecimal returns the number that has some digits.
func ParseDecimal(digits string) *big.Float {
	number, _, err := big.ParseFloat(digits, 10, Precision, big.ToNearestEven)
	if err != nil {
		panic("msgpack: not the digits of a number") // as AppendDecimal is given none
	}
	return number
}

// Decimal returns the first of some values, a number.
func Decimal(values string) *big.Float {
	number := new(big.Float).SetPrec(Precision)
	switch KindOf(values) {
	case IsNumber:
		return number.SetInt64(Number(values))
	case IsFraction:
		return number.SetFloat64(math.Float64frombits(bits(values, 8)))
	}
	return ParseDecimal(Text(values))
}

// AppendTruth appends a truth value.
func AppendTruth(to []byte, is bool) []byte {
	if is {
		return append(to, truth)
	}
	return append(to, falsehood)
}

// AppendList begins a list of some length, whose elements follow.
func AppendList(to []byte, length int) []byte {
	if length < 16 {
		return append(to, fixedList|byte(length))
	}
	return appendLength(to, list16, length)
}

// AppendMap begins a map or an object of some length, whose names and values follow
// in turn.
func AppendMap(to []byte, length int) []byte {
	if length < 16 {
		return append(to, fixedMap|byte(length))
	}
	return appendLength(to, map16, length)
}

// appendLength appends a length of 16 bits, or of 32 under the next code.
func appendLength(to []byte, code byte, length int) []byte {
	if length <= math.MaxUint16 {
		return binary.BigEndian.AppendUint16(append(to, code), uint16(length))
	}
	return binary.BigEndian.AppendUint32(append(to, code+1), uint32(length))
}

// Kind says what a value is.
type Kind int

// The kinds of values.
const (
	IsNull Kind = iota
	IsTruth
	IsNumber
	IsText
	IsList
	IsMap
	IsFraction
)

// KindOf returns the kind of the first of some values.
func KindOf(values string) Kind {
	kind, _, _ := header(values)
	return kind
}

// Next splits the first of some values from the rest.
func Next(values string) (value, rest string) {
	n := length(values)
	return values[:n], values[n:]
}

// length returns how many bytes the first of some values takes.
func length(values string) int {
	kind, head, n := header(values)
	switch kind {
	case IsText:
		return head + n
	case IsMap:
		n *= 2
	case IsList:
	default:
		return head
	}
	for range n {
		head += length(values[head:])
	}
	return head
}

// Text returns the first of some values, a text.
func Text(values string) string {
	_, head, n := header(values)
	return values[head : head+n]
}

// Truth returns the first of some values, a truth value.
func Truth(values string) bool { return values[0] == truth }

// Number returns the first of some values, an integer.
func Number(values string) int64 {
	switch code := values[0]; code {
	case uint8Code:
		return int64(values[1])
	case uint8Code + 1:
		return int64(bits(values, 2))
	case uint8Code + 2:
		return int64(bits(values, 4))
	case int8Code:
		return int64(int8(values[1]))
	case int8Code + 1:
		return int64(int16(bits(values, 2)))
	case int8Code + 2:
		return int64(int32(bits(values, 4)))
	case uint8Code + 3, int8Code + 3:
		return int64(bits(values, 8))
	default:
		return int64(int8(code))
	}
}

// Elements returns the number of elements of the first of some values, which is a
// list or a map, and the elements: those of a map are names and values in turn.
func Elements(values string) (length int, elements string) {
	_, head, n := header(values)
	return n, values[head:]
}

// header returns the kind of the first of some values, how many bytes come before its
// content, and the length of that: in bytes for a text and in elements otherwise.
func header(values string) (kind Kind, head, length int) {
	switch code := values[0]; {
	case code < fixedMap || code >= negative:
		return IsNumber, 1, 0
	case code < fixedList:
		return IsMap, 1, int(code - fixedMap)
	case code < fixedText:
		return IsList, 1, int(code - fixedList)
	case code < null:
		return IsText, 1, int(code - fixedText)
	case code == null:
		return IsNull, 1, 0
	case code == falsehood || code == truth:
		return IsTruth, 1, 0
	case code == fraction:
		return IsFraction, 9, 0
	case code >= uint8Code && code < uint8Code+4:
		return IsNumber, 1 + 1<<(code-uint8Code), 0
	case code >= int8Code && code < int8Code+4:
		return IsNumber, 1 + 1<<(code-int8Code), 0
	case code == text8:
		return IsText, 2, int(values[1])
	case code == text16:
		return IsText, 3, int(bits(values, 2))
	case code == text32:
		return IsText, 5, int(bits(values, 4))
	case code == list16:
		return IsList, 3, int(bits(values, 2))
	case code == list32:
		return IsList, 5, int(bits(values, 4))
	case code == map16:
		return IsMap, 3, int(bits(values, 2))
	case code == map32:
		return IsMap, 5, int(bits(values, 4))
	}
	panic("msgpack: a value that this package does not write")
}

// bits returns the number of some bytes that follows a code.
func bits(values string, bytes int) (n uint64) {
	for _, b := range []byte(values[1 : 1+bytes]) {
		n = n<<8 | uint64(b)
	}
	return n
}
