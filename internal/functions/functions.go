// Package functions holds the functions that the provider adds to the language,
// one in each file. Terraform knows them from 1.8 on, OpenTofu from 1.7 on;
// older ones do not ask for them.
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
