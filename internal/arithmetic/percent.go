package arithmetic

import "math/big"

// precision is that of Terraform's numbers, in bits.
const precision = 512

// Percent returns how much of a whole, which is not zero, a part is in percent.
// The result is the number that Terraform reads from the decimal digits of the
// quotient: 1 of 1000 is 0.1, and not the float64 next to it.
func Percent(part, whole *big.Float) *big.Float {
	hundredfold := new(big.Float).SetPrec(2*precision).Mul(part, big.NewFloat(100)) // exact
	return new(big.Float).SetPrec(precision).Quo(hundredfold, whole)                // rounded once
}

// PercentOf returns how much of a whole, which is not zero, a part is in percent, for
// decimals: 0.07 of 0.7 is 10, and not the number next to it.
func PercentOf(part, whole *big.Rat) *big.Float {
	percent := new(big.Rat).Quo(part, whole)
	percent.Mul(percent, big.NewRat(100, 1))
	return new(big.Float).SetPrec(precision).SetRat(percent) // rounded once
}
