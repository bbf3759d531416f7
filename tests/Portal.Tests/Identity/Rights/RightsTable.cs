namespace Portal.Tests.Identity.Rights;

/// <summary>What an endpoint asks of whoever calls it.</summary>
public enum Need
{
    /// <summary>Nothing: it is open to all.</summary>
    Nothing,
    /// <summary>To be signed in.</summary>
    SignedIn,
    /// <summary>To see the tenant acme.</summary>
    View,
    /// <summary>To edit in the tenant acme.</summary>
    Edit,
    /// <summary>To administer the tenant acme.</summary>
    Administer,
    /// <summary>To administer any tenant, or the portal.</summary>
    AdministerAny,
    /// <summary>To edit the content as a whole.</summary>
    EditAll,
    /// <summary>To run the portal.</summary>
    AdministerAll,
    /// <summary>It is not there for anyone who is signed in; the thing that is named does not exist.</summary>
    Missing,
    /// <summary>What is in the address, or the address that one comes from, opens it, and nothing else: it is not there for anyone, signed in or not.</summary>
    Address,
    /// <summary>A signature over the body, whoever is signed in: 401 without.</summary>
    Signature,
}

/// <summary>Every page and endpoint with what it needs. One that is not here fails the test: whoever adds it says here who may call it.</summary>
internal static class RightsTable
{
    private const string Panel = "/api/v1/dashboards/acme/prod/nodes/panels/load";
    private const string Traces = "/api/v1/traces/acme/prod";
    private const string Logs = "/api/v1/logs/acme/prod";
    private const string Trace = "0123456789abcdef0123456789abcdef";

    /// <summary>By method and route; the methods of pages are left out.</summary>
    public static IReadOnlyDictionary<string, (Need Need, string Path)> Rows { get; } = new Dictionary<string, (Need, string)>
    {
        // Open.
        ["GET /healthz"] = (Need.Nothing, "/healthz"),
        ["GET /readyz"] = (Need.Nothing, "/readyz"),
        ["GET /metrics"] = (Need.Address, "/metrics"),
        ["GET /schemas"] = (Need.Nothing, "/schemas"),
        ["GET /schemas/tenant.schema.json"] = (Need.Nothing, "/schemas/tenant.schema.json"),
        ["GET /schemas/template.schema.json"] = (Need.Nothing, "/schemas/template.schema.json"),
        ["GET /schemas/dashboard.schema.json"] = (Need.Nothing, "/schemas/dashboard.schema.json"),
        ["GET /schemas/lint.schema.json"] = (Need.Nothing, "/schemas/lint.schema.json"),
        ["POST /webhooks/github"] = (Need.Signature, "/webhooks/github"),
        ["POST /webhooks/gitlab"] = (Need.Signature, "/webhooks/gitlab"),
        ["POST /webhooks/gitea"] = (Need.Signature, "/webhooks/gitea"),
        ["POST /webhooks/bitbucket"] = (Need.Signature, "/webhooks/bitbucket"),
        ["POST /webhooks/generic"] = (Need.Signature, "/webhooks/generic"),
        ["* /webhooks/{**rest}"] = (Need.Address, "/webhooks/none"),
        ["GET /embed/{token}"] = (Need.Address, "/embed/none"),
        ["POST /embed/panels/{panel}/data"] = (Need.Address, "/embed/panels/load/data"),
        ["POST /embed/panels/{panel}/lines"] = (Need.Address, "/embed/panels/lines/lines"),
        ["POST /embed/panels/{panel}/annotations"] = (Need.Address, "/embed/panels/load/annotations"),
        ["* /embed/{**rest}"] = (Need.Address, "/embed/none/at/all"),
        ["POST /sign-in/demo"] = (Need.Nothing, "/sign-in/demo"),
        ["POST /sign-out"] = (Need.Nothing, "/sign-out"),
        ["page /sign-in"] = (Need.Nothing, "/sign-in"),
        ["page /signed-out"] = (Need.Nothing, "/signed-out"),
        ["page /password"] = (Need.Nothing, "/password"),

        // Pages.
        ["page /"] = (Need.SignedIn, "/"),
        ["page /me"] = (Need.SignedIn, "/me"),
        ["page /tokens"] = (Need.SignedIn, "/tokens"),
        ["page /people"] = (Need.AdministerAny, "/people"),
        ["page /audit"] = (Need.AdministerAny, "/audit"),
        ["page /catalog"] = (Need.EditAll, "/catalog"),
        ["page /templates"] = (Need.EditAll, "/templates"),
        ["page /templates/{Slug}"] = (Need.EditAll, "/templates/nodes"),
        ["page /t/{Tenant}"] = (Need.View, "/t/acme"),
        ["page /t/{Tenant}/embeds"] = (Need.Edit, "/t/acme/embeds"),
        ["GET /examples/embedding"] = (Need.Missing, "/examples/embedding"),
        ["page /t/{Tenant}/{Environment}/logs"] = (Need.View, "/t/acme/prod/logs"),
        ["page /t/{Tenant}/{Environment}/traces"] = (Need.View, "/t/acme/prod/traces"),
        ["page /t/{Tenant}/{Environment}/trace/{Id}"] = (Need.View, $"/t/acme/prod/trace/{Trace}"),
        ["page /previews"] = (Need.SignedIn, "/previews"),
        ["page /previews/{Id}"] = (Need.Missing, "/previews/none"),
        ["page /previews/{Id}/d/{Tenant}/{Environment}/{Dashboard}"] = (Need.Missing, "/previews/none/d/acme/prod/nodes"),
        ["page /d/{Tenant}/{Environment}/{Dashboard}"] = (Need.View, "/d/acme/prod/nodes"),
        ["page /d/{Tenant}/{Environment}/{Dashboard}/history"] = (Need.View, "/d/acme/prod/nodes/history"),
        ["page /{*path:nonfile}"] = (Need.Missing, "/nothing"),
        ["GET /{**path:file}"] = (Need.Missing, "/nothing.css"),
        ["* /_blazor"] = (Need.SignedIn, "/_blazor"),
        ["* /_blazor/negotiate"] = (Need.SignedIn, "/_blazor/negotiate"),
        ["* /_blazor/disconnect/"] = (Need.SignedIn, "/_blazor/disconnect/"),
        ["* /_blazor/initializers/"] = (Need.SignedIn, "/_blazor/initializers/"),
        ["GET /_framework/opaque-redirect"] = (Need.SignedIn, "/_framework/opaque-redirect"),

        // API.
        ["GET /openapi/{documentName}.json"] = (Need.SignedIn, "/openapi/v1.json"),
        ["GET /api/docs/favicon.svg"] = (Need.Nothing, "/api/docs/favicon.svg"),
        ["GET /api/docs/scalar.js"] = (Need.Nothing, "/api/docs/scalar.js"),
        ["GET /api/docs/scalar.aspnetcore.js"] = (Need.Nothing, "/api/docs/scalar.aspnetcore.js"),
        ["GET /api/docs/{documentName?}"] = (Need.SignedIn, "/api/docs/"),
        ["GET /api/v1/tenants"] = (Need.SignedIn, "/api/v1/tenants"),
        ["GET /api/v1/dashboards"] = (Need.SignedIn, "/api/v1/dashboards"),
        ["GET /api/v1/dashboards/{tenant}/{environment}/{dashboard}"] = (Need.View, "/api/v1/dashboards/acme/prod/nodes"),
        ["GET /api/v1/dashboards/{tenant}/{environment}/{dashboard}/history"] = (Need.View, "/api/v1/dashboards/acme/prod/nodes/history"),
        ["POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/annotations"] = (Need.View, "/api/v1/dashboards/acme/prod/nodes/annotations"),
        ["GET /api/v1/live"] = (Need.SignedIn, "/api/v1/live"),
        ["POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/variables"] = (Need.View, "/api/v1/dashboards/acme/prod/nodes/variables"),
        ["POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/data"] = (Need.View, $"{Panel}/data"),
        ["POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/metrics"] = (Need.Edit, $"{Panel}/metrics"),
        ["POST /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/lines"] = (Need.View, "/api/v1/dashboards/acme/prod/nodes/panels/lines/lines"),
        ["GET /api/v1/dashboards/{tenant}/{environment}/{dashboard}/panels/{panel}/tail"] = (Need.View, "/api/v1/dashboards/acme/prod/nodes/panels/lines/tail"),
        ["GET /api/v1/traces/{tenant}/{environment}/"] = (Need.View, $"{Traces}?service=checkout"),
        ["GET /api/v1/traces/{tenant}/{environment}/services"] = (Need.View, $"{Traces}/services"),
        ["GET /api/v1/traces/{tenant}/{environment}/operations"] = (Need.View, $"{Traces}/operations?service=checkout"),
        ["GET /api/v1/traces/{tenant}/{environment}/dependencies"] = (Need.View, $"{Traces}/dependencies"),
        ["GET /api/v1/traces/{tenant}/{environment}/{trace}"] = (Need.View, $"{Traces}/{Trace}"),
        ["GET /api/v1/traces/{tenant}/{environment}/{trace}/spans/{span}"] = (Need.View, $"{Traces}/{Trace}/spans/0123456789abcdef"),
        ["GET /api/v1/traces/{tenant}/{environment}/{trace}/search"] = (Need.View, $"{Traces}/{Trace}/search?text=a"),
        ["POST /api/v1/logs/{tenant}/{environment}/data"] = (Need.View, $"{Logs}/data"),
        ["POST /api/v1/logs/{tenant}/{environment}/lines"] = (Need.View, $"{Logs}/lines"),
        ["GET /api/v1/logs/{tenant}/{environment}/tail"] = (Need.View, $"{Logs}/tail"),
        ["GET /api/v1/logs/{tenant}/{environment}/services"] = (Need.View, $"{Logs}/services"),
        ["GET /api/v1/logs/{tenant}/{environment}/names"] = (Need.View, $"{Logs}/names"),
        ["GET /api/v1/logs/{tenant}/{environment}/values"] = (Need.View, $"{Logs}/values?name=app"),
        // The tenant is in the body.
        ["POST /api/v1/embeds/"] = (Need.SignedIn, "/api/v1/embeds"),
        ["GET /api/v1/embeds/{tenant}"] = (Need.Edit, "/api/v1/embeds/acme"),
        ["DELETE /api/v1/embeds/{tenant}/{id}"] = (Need.Missing, "/api/v1/embeds/acme/none"),
        ["GET /api/v1/embeds/{tenant}/keys"] = (Need.Administer, "/api/v1/embeds/acme/keys"),
        ["POST /api/v1/embeds/{tenant}/keys"] = (Need.Administer, "/api/v1/embeds/acme/keys"),
        ["DELETE /api/v1/embeds/{tenant}/keys/{key}"] = (Need.Missing, "/api/v1/embeds/acme/keys/none"),
        ["GET /api/v1/previews/"] = (Need.SignedIn, "/api/v1/previews"),
        ["POST /api/v1/previews/"] = (Need.EditAll, "/api/v1/previews"),
        ["GET /api/v1/previews/{id}"] = (Need.Missing, "/api/v1/previews/none"),
        ["POST /api/v1/previews/{id}/lint"] = (Need.Missing, "/api/v1/previews/none/lint"),
        ["POST /api/v1/previews/{id}/approve"] = (Need.EditAll, "/api/v1/previews/none/approve"),
        ["DELETE /api/v1/previews/{id}"] = (Need.EditAll, "/api/v1/previews/none"),
        ["GET /api/v1/catalog"] = (Need.EditAll, "/api/v1/catalog"),
        ["POST /api/v1/validate"] = (Need.EditAll, "/api/v1/validate"),
        ["GET /api/v1/audit"] = (Need.AdministerAny, "/api/v1/audit"),
        ["GET /api/v1/audit.csv"] = (Need.AdministerAny, "/api/v1/audit.csv"),
        ["* /api/{**rest}"] = (Need.Missing, "/api/nothing"),
    };
}
