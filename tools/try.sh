#!/bin/sh
# Opens a shell in .build/try, a folder with a configuration that reads simulated
# clouds: provider.tf has the provider block, main.tf is yours to change and is kept.
# In the shell, "terraform" is the CLI that was found or built, and it uses the
# provider that is built here, without init. The clouds stop with the shell.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
folder="$root/.build/try"
work=$(mktemp -d)
. "$root/tools/simulated-clouds.sh"

clean_up() {
  status=$?
  trap - EXIT
  stop_clouds
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 143' TERM
trap : INT # what runs in the shell is interrupted, not the shell

cli=$("$root/tools/terraform-cli.sh")
case $cli in /*) ;; *) cli=$(command -v "$cli") ;; esac
echo "Building the provider and the simulator into .build/"
"$root/tools/build.sh"

# From here on, your own settings have no effect.
. "$root/tools/plain-env.sh"
forget_clouds
mkdir -p "$folder" "$work/bin"
ln -s "$cli" "$work/bin/terraform"
export TF_CLI_CONFIG_FILE="$root/.build/dev.tfrc" PATH="$work/bin:$PATH"

start_clouds "$folder/provider.tf"
[ -e "$folder/main.tf" ] || cp "$root/examples/getting-started/alicloud/main.tf" "$folder/main.tf"

cat <<END

You are in $folder, which reads simulated clouds:

  provider.tf   the provider block, with the endpoints and keys of the simulator
  main.tf       a first list; add the examples of any page of the documentation

  terraform plan    reads the list; there is no need for init
  exit              stops the simulated clouds and keeps main.tf

END
cd "$folder"
if [ -t 0 ]; then "${SHELL:-sh}"; else sh -eu; fi
