package entitlements.settings_test

import data.entitlements.plan
import data.entitlements.settings

test_defaults if {
	settings.value == settings.defaults
	settings.value == settings.defaults with data.entitlements_settings as {}
	count(settings.problems) == 0
}

test_given if {
	settings.value.days == 7 with data.entitlements_settings as {"days": 7}
	settings.value.percent == 10 with data.entitlements_settings as {"days": 7}
	settings.value.min_available_capacity == {"1": 5} with data.entitlements_settings as {"min_available_capacity": {"1": 5}}
}

test_wrong if {
	cases := [
		{"settings": [], "problem": "entitlements_settings is not an object"},
		{"settings": {"day": 7}, "problem": "no setting is called day"},
		{"settings": {"days": "30"}, "problem": "days must be a whole number, 0 or more"},
		{"settings": {"days": null}, "problem": "days must be a whole number, 0 or more"},
		{"settings": {"days": -1}, "problem": "days must be a whole number, 0 or more"},
		{"settings": {"spare_seats": 1.5}, "problem": "spare_seats must be a whole number, 0 or more"},
		{"settings": {"percent": 101}, "problem": "percent must be a number from 0 to 100"},
		{"settings": {"percent": "10"}, "problem": "percent must be a number from 0 to 100"},
		{"settings": {"aicontent_utc_offset": "8"}, "problem": "aicontent_utc_offset must be null, or an offset such as +08:00"},
		{"settings": {"aicontent_utc_offset": 8}, "problem": "aicontent_utc_offset must be null, or an offset such as +08:00"},
		{"settings": {"required_tags": "env"}, "problem": "required_tags must be a list of keys"},
		{"settings": {"required_tags": [1]}, "problem": "required_tags must be a list of keys"},
		{"settings": {"min_available_capacity": {"1": "1000"}}, "problem": "min_available_capacity must be an object of numbers"},
		{"settings": {"min_concurrent_calls": "100"}, "problem": "min_concurrent_calls must be a number"},
		{"settings": {"ended_days": -1}, "problem": "ended_days must be a whole number, 0 or more"},
		{"settings": {"accepted": "1"}, "problem": "accepted must be a list of ids"},
		{"settings": {"accounts": ["prod"]}, "problem": "accounts must be an object of lists of accounts"},
		{"settings": {"accounts": {"entitlements_ice_airtc_licenses": "prod"}}, "problem": "accounts must be an object of lists of accounts"},
		{"settings": {"none_expected": "all"}, "problem": "none_expected must be a list of data sources"},
	]
	every case in cases {
		settings.problems == {case.problem} with data.entitlements_settings as case.settings
		plan.unread.entitlements_ice_airtc_licenses[sprintf("setting: %s", [case.problem])] with data.entitlements_settings as case.settings
	}
}

test_an_unknown_data_source if {
	plan.problems["no data source is called ice, which none_expected names"] with data.entitlements_settings as {"none_expected": ["ice"]}
}

test_accounts_of_an_unknown_data_source if {
	plan.problems["no data source is called ice, which accounts names"] with data.entitlements_settings as {"accounts": {"ice": ["prod"]}}
}
