package acctest

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
)

// Known turns a Go value of a state into the check for exactly that value.
func Known(value any) knownvalue.Check {
	switch value := value.(type) {
	case nil:
		return knownvalue.Null()
	case string:
		return knownvalue.StringExact(value)
	case bool:
		return knownvalue.Bool(value)
	case int64:
		return knownvalue.Int64Exact(value)
	case Decimal:
		number, _, err := big.ParseFloat(string(value), 10, 512, big.ToNearestEven)
		if err != nil {
			panic(err)
		}
		return knownvalue.NumberExact(number)
	case []any:
		checks := make([]knownvalue.Check, len(value))
		for i, element := range value {
			checks[i] = Known(element)
		}
		return knownvalue.ListExact(checks)
	case Object:
		checks := make(map[string]knownvalue.Check, len(value))
		for name, element := range value {
			checks[name] = Known(element)
		}
		return knownvalue.ObjectExact(checks)
	}
	panic(fmt.Sprintf("no check for a %T", value))
}
