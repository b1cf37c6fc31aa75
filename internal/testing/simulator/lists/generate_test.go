package lists

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSamples(t *testing.T) {
	for _, c := range []struct {
		api     API
		digest  string
		fields  int
		field   string
		content any
	}{
		{ICE, "8d48bbc7583bcae744b3b487668a7843f0e9c51f402377dccd6f2513305f018c", 12, "AvailableCapacity", int64(10000000)},
		{AiContent, "7fa52655061e1ee92d805d885125eb25fa0becb0f49aa85c93eef780e01c0d2d", 10, "resourcePackageName", "智能批改-资源包"},
		{OutboundBot, "625deba45642bd48e34f0667e67395e70b579cb32f8bd8ab492a34798f4dd045", 11, "CreationTime", int64(1578469042851)},
		{CodeArtsIDE, "c322a746da0bb570d632f4fbe8f8f8cee17fd295c850c3113ecafdb02d4ec024", 7, "status", int64(0)},
	} {
		if got := Sample(c.api); !json.Valid(got) || fmt.Sprintf("%x", sha256.Sum256(got)) != c.digest {
			t.Errorf("%s is not the documented sample: %s", c.api, got)
		}
		row := SampleRow(c.api)
		if len(row) != c.fields || row[c.field] != c.content {
			t.Errorf("%s: %v", c.api, row)
			continue
		}
		row[c.field] = "changed"
		if SampleRow(c.api)[c.field] != c.content {
			t.Errorf("%s: the sample can be changed", c.api)
		}
	}
	if Sample("../samples") != nil || SampleRow("other") != nil || len(Generate("other", 3, 1)) != 0 {
		t.Error("something is known of an unknown API")
	}
}

func TestGenerate(t *testing.T) {
	for _, l := range Known() {
		api, identifier := l.API, l.Identifier
		rows := Generate(api, 200, 7)
		if len(rows) != 200 || !reflect.DeepEqual(rows[0], SampleRow(api)) {
			t.Errorf("%s: %d rows, the first is %v", api, len(rows), rows[0])
		}
		if !reflect.DeepEqual(rows, Generate(api, 200, 7)) || !reflect.DeepEqual(rows[:50], Generate(api, 50, 7)) {
			t.Errorf("%s: rows are not repeatable", api)
		}
		if reflect.DeepEqual(rows, Generate(api, 200, 8)) {
			t.Errorf("%s: the seed changes nothing", api)
		}
		if Generate(api, 0, 1) == nil || len(Generate(api, 0, 1)) != 0 || len(Generate(api, -1, 1)) != 0 {
			t.Errorf("%s: rows out of nothing", api)
		}
		ids, whole := map[any]int{}, map[string]bool{}
		var missing, null, empty, counts, large, chinese bool
		for _, row := range rows {
			ids[row[identifier]]++
			text, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			if whole[string(text)] {
				t.Errorf("%s: the same row twice: %s", api, text)
			}
			whole[string(text)] = true
			missing = missing || len(row) < len(rows[1])
			for _, value := range row {
				number, _ := value.(int64)
				null = null || value == nil
				empty = empty || value == ""
				counts = counts || number > 1000
				large = large || number > 1<<53
				chinese = chinese || strings.ContainsRune(fmt.Sprint(value), '王') || strings.Contains(fmt.Sprint(value), "资源包")
			}
			if created, ok := row["CreationTime"].(int64); ok && (created < 1.5e12 || created > 1.8e12) {
				t.Errorf("CreationTime %d", created)
			}
			if id, ok := row[identifier].(string); !ok || id == "" {
				t.Errorf("%s: no identifier in %s", api, text)
			}
		}
		if !missing || !null || !empty || counts && !large {
			t.Errorf("%s: missing %v, null %v, empty %v, large %v", api, missing, null, empty, large)
		}
		if (api == AiContent || api == OutboundBot) && !chinese {
			t.Errorf("%s: no Chinese text", api)
		}
		if (len(ids) == len(rows)) == l.IdentifierRepeats {
			t.Errorf("%s: %d identifiers of %d rows", api, len(ids), len(rows))
		}
	}
}

// A row of CodeArts IDE has a number, which does not say the state that the API finds it by.
func TestStatusIsNotTheState(t *testing.T) {
	pairs := map[string]bool{}
	for _, row := range Generate(CodeArtsIDE, 400, 1)[1:] { // behind the sample
		number, ok := row["status"].(int64)
		if !ok {
			t.Fatalf("status %v", row["status"])
		}
		pairs[fmt.Sprint(number, " ", stateOf(row))] = true
	}
	if want := 4 * len(licenseStates); len(pairs) != want {
		t.Errorf("%d pairs of number and state, want %d: %v", len(pairs), want, pairs)
	}
}

func TestDemo(t *testing.T) {
	now := time.Date(2026, time.November, 22, 12, 30, 0, 0, time.FixedZone("", 8*3600))
	demo := Demo(now)
	if !reflect.DeepEqual(demo, Demo(now)) {
		t.Error("not repeatable")
	}
	for _, l := range All {
		api, identifier := l.API, l.Identifier
		rows := demo[api]
		if len(rows) < 60 || len(rows) > 120 {
			t.Errorf("%s: the demonstration has %d rows, not 60 to 120", api, len(rows))
		}
		ids := map[any]bool{}
		for _, row := range rows {
			ids[row[identifier]] = true
		}
		if len(ids) != len(rows) && !l.IdentifierRepeats {
			t.Errorf("%s: identifiers repeat", api)
		}
	}
	count := func(api API, holds func(Row) bool) int { return len(where(demo[api], holds)) }
	soon := func(field, layout string) func(Row) bool {
		return func(row Row) bool {
			text, _ := row[field].(string)
			end, err := time.Parse(layout, text)
			if err != nil {
				t.Errorf("%s: %v", field, err)
			}
			return end.After(now) && end.Before(now.AddDate(0, 0, 30))
		}
	}
	part := func(left, all string) func(Row) bool {
		return func(row Row) bool {
			a, _ := row[left].(int64)
			b, _ := row[all].(int64)
			if a > b || a < 0 {
				t.Errorf("%d of %d left", a, b)
			}
			return float64(a) < math.Floor(float64(b)/10)
		}
	}
	for what, n := range map[string]int{
		"ICE licenses about to expire":    count(ICE, soon("ExpiredOn", time.RFC3339)),
		"ICE licenses expired":            count(ICE, func(r Row) bool { return r["Status"] == int64(2) }),
		"packages about to expire":        count(AiContent, soon("expireTime", time.DateTime)),
		"packages nearly used up":         count(AiContent, part("remainQuantity", "quantity")),
		"instances without a department":  count(OutboundBot, func(r Row) bool { tags, _ := r["ResourceTags"].([]any); return len(tags) == 1 }),
		"seats that nobody has":           count(CodeArtsIDE, func(r Row) bool { return r["user_id"] == nil }),
		"frozen licenses":                 count(CodeArtsIDE, func(r Row) bool { return stateOf(r) == "FREEZE" }),
		"licenses that are not paid for":  count(CodeArtsIDE, func(r Row) bool { return stateOf(r) == "UNPAID" }),
		"licenses that are simply normal": count(CodeArtsIDE, func(r Row) bool { return stateOf(r) == "NORMAL" }),
	} {
		if n == 0 {
			t.Errorf("no %s", what)
		}
	}
	for _, row := range demo[ICE] { // what is shown as valid is valid
		end, _ := time.Parse(time.RFC3339, fmt.Sprint(row["ExpiredOn"]))
		if (row["Status"] == int64(1)) != end.After(now) {
			t.Errorf("status of %v", row)
		}
	}
}
