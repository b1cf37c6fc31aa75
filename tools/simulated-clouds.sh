# Sourced by the scripts that read simulated clouds, which set root and work, a
# directory that they remove at the end.
simulator=

# forget_clouds removes your own settings of the clouds, and proxies, from the
# environment.
forget_clouds() {
  for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
    case $name in
      ALICLOUD_* | ALIBABA_CLOUD_* | ALIBABACLOUD_* | HW_* | OS_* | HUAWEICLOUD_*) unset "$name" ;;
      HTTP_PROXY | HTTPS_PROXY | ALL_PROXY | http_proxy | https_proxy | all_proxy) unset "$name" ;;
    esac
  done
}

# start_clouds starts the simulator, writes the provider block for it to a file, and
# waits until the clouds answer. Their address is in $work/url.
start_clouds() {
  "$root/.build/simulator" -ready-file "$work/url" >"$1" &
  simulator=$!
  tries=0
  until [ -s "$work/url" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ] || ! kill -0 "$simulator" 2>/dev/null; then
      echo "The simulator did not start." >&2
      exit 1
    fi
    sleep 0.2
  done
}

# stop_clouds stops the simulator, if it runs.
stop_clouds() {
  [ -n "$simulator" ] || return 0
  kill "$simulator" 2>/dev/null || :
  wait "$simulator" 2>/dev/null || :
}
