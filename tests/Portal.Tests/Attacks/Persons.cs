using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Portal.Core.Tenancy;

namespace Portal.Tests.Attacks;

/// <summary>Who asks, told by a header of the tests, and what each may: an administrator everything, an editor and a viewer acme's prod alone, a stranger nothing.</summary>
internal sealed class Persons : IStartupFilter, IAccess
{
    public const string Header = "X-Test-Person";
    public const string Administrator = "administrator";
    public const string Editor = "editor";
    public const string Viewer = "viewer";
    public const string Stranger = "stranger";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, context.Request.Headers[Header].ToString())], "test"));
            return rest(context);
        });
        next(app);
    };

    public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => person.Identity?.Name switch
    {
        Administrator => true,
        Editor => right is Right.View or Right.Edit && IsTheirs(tenant, environment),
        Viewer => right == Right.View && IsTheirs(tenant, environment),
        _ => false,
    };

    public bool May(ClaimsPrincipal person, Right right) => person.Identity?.Name == Administrator;

    private static bool IsTheirs(TenantId tenant, string? environment) => tenant.Value == "acme" && environment == "prod";
}
