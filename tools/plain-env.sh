# Sourced by the scripts beside it: takes what you have set for your own work
# with Terraform out of the environment, so that it has no say here. What sets
# logs and acceptance tests stays.
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
  case $name in
    TF_LOG | TF_LOG_* | TF_ACC_*) ;;
    TF_* | TOFU_* | TERRAFORM_CONFIG) unset "$name" ;;
  esac
done
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_CLI_CONFIG_FILE=/dev/null
