using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Core.Metrics;

namespace Portal.Limits;

/// <summary>How often and with how much the portal may be asked.</summary>
internal static class LimitsFeature
{
    /// <summary>The most bytes of a request's body, where an endpoint does not say otherwise.</summary>
    public const int MostBytes = 128 << 10;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    /// <summary>Adds the bounds.</summary>
    public static WebApplicationBuilder AddPortalLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MostBytes);
        builder.Services.AddOptions<RateOptions>().BindConfiguration(RateOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RateOptions>, RateOptionsValidator>().AddSingleton<Rates>().AddRateLimiter(_ => { });
        return builder;
    }

    /// <summary>Bounds by address; stands before whoever finds out who asks.</summary>
    public static WebApplication UseRatesOfAddresses(this WebApplication app) => app.Use(app.Services.GetRequiredService<Rates>().Arriving(), "address");

    /// <summary>Bounds by person and tenant; stands after that.</summary>
    public static WebApplication UseRatesOfPeople(this WebApplication app) => app.Use(app.Services.GetRequiredService<Rates>().Asking(), "person");

    private static WebApplication Use(this WebApplication app, PartitionedRateLimiter<HttpContext> counted, string by)
    {
        app.UseRateLimiter(new RateLimiterOptions { GlobalLimiter = counted, OnRejected = (rejected, cancellation) => RefuseAsync(rejected, by, cancellation) });
        return app;
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, string by, CancellationToken cancellation)
    {
        var context = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > TimeSpan.Zero ? after : Moment;
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        PortalMeter.Limited(by);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var problem = new ProblemDetails
        {
            Status = StatusCodes.Status429TooManyRequests, Detail = "The portal is asked too often.", Extensions = { ["remedy"] = $"Wait {seconds} s, and refresh less often.", ["kind"] = "unavailable" },
        };
        if (!await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem }))
        {
            await context.Response.WriteAsync($"{problem.Detail} Wait {seconds} s, then load the page again.", cancellation);
        }
    }
}
