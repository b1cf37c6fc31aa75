package provider_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestShape records the shape of each list of the simulated clouds, on several pages.
// It is what is declared, and no text of a row is in it.
func TestShape(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			const rows = 320
			generated := simulator.Generate(source.API, rows, 3)
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: generated}})
			name := strings.TrimPrefix(source.Name, "entitlements_")
			record, differences, err := provider.Shape(t.Context(), "test", name, acctest.Block(t, clouds.Settings()))
			if err != nil {
				t.Fatal(err)
			}
			for _, difference := range differences {
				// Answers may have fields that are not declared.
				if !strings.Contains(difference, "is not declared") {
					t.Errorf("the simulated list differs from the declared one: %s", difference)
				}
			}
			if record.List != name || record.Operation != source.Operation || *record.Rows != rows || len(record.Pages) != len(clouds.Requests()) {
				t.Errorf("the record of %d requests is of %s, %s, %d rows, %d pages", len(clouds.Requests()),
					record.List, record.Operation, *record.Rows, len(record.Pages))
			}
			var text bytes.Buffer
			if err := record.Write(&text); err != nil {
				t.Fatal(err)
			}
			for _, row := range generated {
				for _, value := range row {
					if value, is := value.(string); is && len(value) > 8 && strings.Contains(text.String(), value) {
						t.Errorf("the record has the value %q", value)
					}
				}
			}
			for _, request := range clouds.Requests() {
				if agent := request.UserAgent; agent != "terraform-provider-entitlements/test Terraform/none" {
					t.Errorf("the cloud was told that %q asks", agent)
				}
			}
		})
	}
}

// TestShapeFails records a list that may not be read: the status and the code, and an
// error that says what to grant.
func TestShapeFails(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			account := acctest.Account
			account.Denied = map[simulator.API]bool{source.API: true}
			clouds := acctest.Start(t, simulator.Config{Alicloud: []simulator.Account{account}, Huaweicloud: []simulator.Account{account}})
			name := strings.TrimPrefix(source.Name, "entitlements_")
			record, differences, err := provider.Shape(t.Context(), "test", name, acctest.Block(t, clouds.Settings()))
			if err == nil || !strings.Contains(err.Error(), source.Permission) {
				t.Errorf("the error is %v", err)
			}
			if record == nil || record.Failure == nil || record.Failure.Status != 403 || record.Failure.Code == "" || record.Rows != nil {
				t.Fatalf("the record is %+v", record)
			}
			if len(differences) != 1 || !strings.Contains(differences[0], "403") {
				t.Errorf("the differences are %q", differences)
			}
		})
	}
}

// TestNoShape asks for what cannot be read.
func TestNoShape(t *testing.T) {
	t.Parallel()
	record, _, err := provider.Shape(t.Context(), "test", "entitlements_none", provider.Unset(t.Context()))
	if record != nil || err == nil || !strings.Contains(err.Error(), "ice_airtc_licenses") {
		t.Errorf("%v, %v", record, err)
	}
	block := acctest.Block(t, acctest.Object{"max_retries": -1})
	record, _, err = provider.Shape(t.Context(), "test", "ice_airtc_licenses", block)
	if record != nil || err == nil || !strings.Contains(err.Error(), "max_retries") {
		t.Errorf("%v, %v", record, err)
	}
}
