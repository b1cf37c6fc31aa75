// Package identity is the data source that says whose account is read.
package identity

import (
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
)

// New returns the data source, for clouds that are named as their blocks are.
func New(clouds []string) datasource.DataSource {
	return &callerIdentity{clouds: clouds}
}

type callerIdentity struct {
	clouds  []string
	clients *accounts.Clients
}

var (
	_ datasource.DataSourceWithConfigure      = (*callerIdentity)(nil)
	_ datasource.DataSourceWithValidateConfig = (*callerIdentity)(nil)
)

func (d *callerIdentity) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_caller_identity"
}

func (d *callerIdentity) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The account that is read: that of the key that signs requests, after any role is assumed, from the operation `GetCallerIdentity` of each cloud's Security Token Service. Requires no permission.",
		Attributes: map[string]schema.Attribute{
			"cloud":        schema.StringAttribute{Required: true, MarkdownDescription: "Cloud to ask, as named in the provider block: `" + strings.Join(d.clouds, "` or `") + "`."},
			"account":      accounts.Attribute(),
			"account_id":   computed("Id of the account. On Huawei Cloud, it is the domain id. API field `AccountId` or `account_id`."),
			"arn":          computed("Identifier of the user or role session: its ARN on Alibaba Cloud, its URN on Huawei Cloud. API field `Arn` or `principal_urn`."),
			"principal_id": computed("Id of the user or role session. API field `PrincipalId` or `principal_id`."),
			"type":         computed("Kind of identity: `Account`, `RAMUser` or `AssumedRoleUser` on Alibaba Cloud. Null on Huawei Cloud, whose API does not return it. API field `IdentityType`."),
		},
		Blocks: map[string]schema.Block{"timeouts": accounts.Timeouts("the identity", accounts.ListTimeout)},
	}
}

func (d *callerIdentity) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.clients = accounts.Configured(req, resp)
}

func (d *callerIdentity) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(d.readArguments(req.Config.Raw).Found.Mistakes...)
}

// arguments are what a configuration asks for, and everything that is wrong with it.
type arguments struct {
	*config.Block
	cloud, account string
	timeout        time.Duration
}

// readArguments reads the data source's arguments. What is not known yet, as it may
// be during validation, is left out.
func (d *callerIdentity) readArguments(configuration tftypes.Value) arguments {
	a := arguments{Block: config.Arguments(configuration), account: accounts.Default}
	a.cloud, _ = a.OneOf("cloud", d.clouds)
	if account, set := a.Text("account"); set {
		a.account = account
	}
	a.timeout = accounts.ReadTimeout(a.Block, accounts.DefaultTimeout)
	return a
}

func (d *callerIdentity) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if d.clients == nil {
		resp.Diagnostics.AddError("The provider is not configured", "The data source was read before the provider was configured.")
		return
	}
	arguments := d.readArguments(req.Config.Raw)
	resp.Diagnostics.Append(arguments.Found.Mistakes...)
	if resp.Diagnostics.HasError() {
		return
	}
	access, found := d.clients.Find(ctx, arguments.account, arguments.cloud, req, resp)
	if !found {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, arguments.timeout)
	defer cancel()

	client := access.Client()
	identity, err := client.Identity(ctx)
	if err != nil {
		resp.Diagnostics.Append(diagnose.NewIdentity(client, arguments.timeout).Error(err))
		return
	}
	kind := types.StringNull()
	if identity.Type != "" {
		kind = types.StringValue(identity.Type)
	}
	for name, value := range map[string]types.String{
		"account":      types.StringValue(arguments.account),
		"account_id":   types.StringValue(identity.AccountID),
		"arn":          types.StringValue(identity.ARN),
		"principal_id": types.StringValue(identity.PrincipalID),
		"type":         kind,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}
