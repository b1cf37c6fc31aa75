# Times as the APIs write them. AiContent writes "2026-12-31 00:00:00" and
# documents no zone, so such a time is a span: from the earliest moment that it
# can mean, in UTC+14, to the latest, in UTC-12. Where the team has chosen an
# offset, both are the same.
package entitlements.times

import data.entitlements.settings

default earliest := "+14:00"

earliest := settings.value.aicontent_utc_offset if is_string(settings.value.aicontent_utc_offset)

default latest := "-12:00"

latest := settings.value.aicontent_utc_offset if is_string(settings.value.aicontent_utc_offset)

# A time, with an offset added to it, in nanoseconds. Undefined where it is no
# time. Nanoseconds end in the year 2262; later is as good as never.
moment(text, offset) := time.parse_rfc3339_ns(written(text, offset)) if not after_2261(written(text, offset))

moment(text, offset) := 9223372036854775807 if after_2261(written(text, offset))

written(text, offset) := concat("", [replace(text, " ", "T"), offset])

after_2261(text) if {
	regex.match(`^(226[2-9]|22[7-9]\d|2[3-9]\d{2}|[3-9]\d{3})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`, text)
}
