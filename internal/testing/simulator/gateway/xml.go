package gateway

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// writeXML writes a body in the other format of the Alibaba gateway, which is what a caller gets that did not ask for
// JSON. Entries of an array repeat its name.
func writeXML(b *bytes.Buffer, name string, value any) {
	switch value := value.(type) {
	case []lists.Row:
		for _, row := range value {
			writeXML(b, name, map[string]any(row))
		}
	case []any:
		for _, entry := range value {
			writeXML(b, name, entry)
		}
	case map[string]any:
		b.WriteString("<" + name + ">")
		for _, member := range slices.Sorted(maps.Keys(value)) {
			writeXML(b, member, value[member])
		}
		b.WriteString("</" + name + ">")
	case nil:
	default:
		b.WriteString("<" + name + ">")
		_ = xml.EscapeText(b, []byte(fmt.Sprint(value))) // a buffer never fails
		b.WriteString("</" + name + ">")
	}
}
