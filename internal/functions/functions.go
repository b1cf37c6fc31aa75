// Package functions has the provider's functions, one in each file. Terraform 1.8
// and OpenTofu 1.7 are the first to support functions; older CLIs do not ask for them.
package functions

import "github.com/hashicorp/terraform-plugin-framework/function"

// All are the provider's functions.
var All = []func() function.Function{
	func() function.Function { return daysUntil{} },
	func() function.Function { return parseTime{} },
	func() function.Function { return remainingPercent{} },
}

// wrong returns the error of one argument, counted from 0.
func wrong(argument int64, text string) *function.FuncError {
	return function.NewArgumentFuncError(argument, text)
}
