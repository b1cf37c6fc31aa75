# Times as the APIs return them. AiContent returns "2026-12-31 00:00:00" and documents
# no zone, so such a time is a range from the earliest moment that it can mean, in
# UTC+14, to the latest, in UTC-12. If an offset is set, both are the same.
package entitlements.times

import data.entitlements.settings

default earliest := "+14:00"

earliest := settings.value.aicontent_utc_offset if is_string(settings.value.aicontent_utc_offset)

default latest := "-12:00"

latest := settings.value.aicontent_utc_offset if is_string(settings.value.aicontent_utc_offset)

# A time with an offset added to it, in nanoseconds. It is undefined if the text is not
# a valid time. Nanoseconds end in the year 2262; anything later counts as never.
moment(text, offset) := time.parse_rfc3339_ns(written(text, offset)) if not after_2261(written(text, offset))

moment(text, offset) := 9223372036854775807 if after_2261(written(text, offset))

written(text, offset) := concat("", [replace(text, " ", "T"), offset])

after_2261(text) if {
	regex.match(`^(226[2-9]|22[7-9]\d|2[3-9]\d{2}|[3-9]\d{3})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`, text)
}
