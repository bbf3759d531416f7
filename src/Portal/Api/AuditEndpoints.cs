using System.Security.Claims;
using Portal.Audit;
using Portal.Core.Tenancy;
using Portal.Limits;

namespace Portal.Api;

/// <summary>An event of the audit log.</summary>
/// <param name="Id">Its number; later ones are higher.</param>
/// <param name="Time">When.</param>
/// <param name="Action">What kind, such as <c>sign-in</c>.</param>
/// <param name="Outcome"><c>done</c>, <c>refused</c> or <c>failed</c>.</param>
/// <param name="Person">Who: a person's id.</param>
/// <param name="Name">Who, to be read.</param>
/// <param name="Tenant">The tenant that it is about; null for the portal as a whole.</param>
/// <param name="Address">From where.</param>
/// <param name="What">What it was done to.</param>
/// <param name="Detail">More about it.</param>
internal sealed record AuditAnswer(long Id, DateTimeOffset Time, string Action, string Outcome, string Person, string Name, string? Tenant, string Address, string What, string Detail);

/// <summary>The audit log, for administrators.</summary>
internal static class AuditEndpoints
{
    private const int MostRows = 10_000;

    /// <summary>Maps the log as JSON and as CSV.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/audit", (AuditReader reader, AuditLog log, ClaimsPrincipal person, [AsParameters] AuditWords words, CancellationToken cancellation) => AnswerAsync(reader, log, person, words, "json", JsonAnswer, cancellation))
            .WithName("ListAuditEvents").WithTags("Audit").Produces<List<AuditAnswer>>().WithMetadata(BoundedAs.Export).WithSummary("Events of the audit log, the newest first, at most 10,000. 'before' is the number of the last one, for the next page.");
        api.MapGet("/audit.csv", (AuditReader reader, AuditLog log, ClaimsPrincipal person, [AsParameters] AuditWords words, CancellationToken cancellation) => AnswerAsync(reader, log, person, words, "csv", CsvAnswer, cancellation))
            .WithName("ExportAuditEvents").WithTags("Audit").Produces<string>(StatusCodes.Status200OK, "text/csv").WithMetadata(BoundedAs.Export).WithSummary("The same as CSV.");
    }

    private static async Task<IResult> AnswerAsync(
        AuditReader reader, AuditLog log, ClaimsPrincipal person, AuditWords words, string format, Func<IReadOnlyList<KeptEvent>, IResult> answer, CancellationToken cancellation)
    {
        if (!reader.May(person))
        {
            return ApiProblems.NotFound();
        }
        if (words.Limit is < 1 or > MostRows)
        {
            return ApiProblems.BadRequest($"The limit is 1 to {MostRows}.");
        }
        AuditOutcome? outcome = null;
        if (words.Outcome is { } text)
        {
            if (!Enum.TryParse<AuditOutcome>(text, ignoreCase: true, out var known) || !Enum.IsDefined(known))
            {
                return ApiProblems.BadRequest("The outcome is done, refused or failed.");
            }
            outcome = known;
        }
        var query = new AuditQuery
        {
            Tenants = words.Tenant is null ? null : [new TenantId(words.Tenant)], Action = words.Action, Outcome = outcome, Person = words.Person,
            From = words.From, To = words.To, Before = words.Before, Limit = words.Limit ?? 1000,
        };
        if (await reader.FindAsync(person, query, cancellation) is not { } found)
        {
            return ApiProblems.NotFound();
        }
        log.Add(AuditEvent.By(person, AuditActions.Export) with { What = $"audit log as {format}", Tenant = query.Tenants is [var tenant] ? tenant : null, Detail = $"{found.Count} events" });
        return answer(found);
    }

    private static IResult JsonAnswer(IReadOnlyList<KeptEvent> found) => Results.Ok(found.Select(k => new AuditAnswer(
        k.Id, k.Event.Time, k.Event.Action, k.Event.Outcome.ToString().ToLowerInvariant(), k.Event.Person, k.Event.Name, k.Event.Tenant?.Value, k.Event.Address, k.Event.What, k.Event.Detail)).ToList());

    private static IResult CsvAnswer(IReadOnlyList<KeptEvent> found) => Results.Stream(
        async stream =>
        {
            await using var writer = new StreamWriter(stream, leaveOpen: true);
            await writer.WriteAsync(AuditText.Header);
            foreach (var kept in found)
            {
                await writer.WriteAsync(AuditText.Csv(kept.Event));
            }
        },
        "text/csv; charset=utf-8", "audit.csv");

    /// <summary>Which events, in the address.</summary>
    internal sealed record AuditWords(string? Tenant, string? Action, string? Outcome, string? Person, DateTimeOffset? From, DateTimeOffset? To, long? Before, int? Limit);
}
