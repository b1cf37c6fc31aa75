# Sourced by the other scripts. It removes your own Terraform settings from the
# environment, except those for logs and acceptance tests.
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
  case $name in
    TF_LOG | TF_LOG_* | TF_ACC_*) ;;
    TF_* | TOFU_* | TERRAFORM_CONFIG) unset "$name" ;;
  esac
done
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_CONFIG_FILE=/dev/null
