package config

import (
	"errors"
	"math/big"
	"time"
)

// ParseDuration reads a duration above zero. Its error is to follow the setting
// and its value.
func ParseDuration(text string) (time.Duration, error) {
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		return 0, errors.New("is not a duration above zero: write a number and a unit, such as \"15m\"")
	}
	return duration, nil
}

// ParseInteger reads a number that has to be an integer of 64 bits. Its error is
// to follow the setting and its value; see NumberText.
func ParseInteger(number *big.Float) (int64, error) {
	n, accuracy := number.Int64()
	switch {
	case accuracy == big.Exact:
		return n, nil
	case number.IsInt():
		return 0, errors.New("is too large: write a whole number of at most 64 bits")
	}
	return 0, errors.New("is not a whole number")
}

// NumberText writes a number as a user would. One that is longer than the screen
// is not written: its digits alone could take minutes.
func NumberText(number *big.Float) string {
	const most = 1 << 12 // in bits
	if exponent := number.MantExp(nil); exponent > most || exponent < -most {
		return "(a number of very many digits)"
	}
	return number.Text('g', -1)
}
