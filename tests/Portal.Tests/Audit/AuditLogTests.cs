using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Audit;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity;
using Portal.Tests.Data;

namespace Portal.Tests.Audit;

public sealed class SqliteAuditLogTests : AuditLogTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.SqliteAsync();
}

public sealed class PostgreSqlAuditLogTests : AuditLogTests
{
    private protected override Task<TestDatabase> OpenAsync() => TestDatabase.PostgreSqlAsync();
}

/// <summary>What the audit log promises, whatever the database.</summary>
public abstract class AuditLogTests
{
    private static readonly ClaimsPrincipal Ada = new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, "idp/ada"), new Claim(ClaimTypes.Name, "Ada"), new Claim(PersonClaims.Address, "10.0.0.7")], "test"));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AuditOptions _options = new();

    private protected abstract Task<TestDatabase> OpenAsync();

    [Fact]
    public async Task What_happened_is_kept_with_who_what_tenant_address_and_outcome()
    {
        await using var test = await OpenAsync();
        var store = new AuditStore(test.Reopen());

        await WriteAsync(store, log =>
        {
            log.Add(AuditEvent.By(Ada, AuditActions.TokenMade) with { Tenant = new TenantId("acme"), What = "ci \0token", Detail = new string('x', 5000) });
            _time.Advance(TimeSpan.FromSeconds(1));
            log.Add(AuditEvent.By(Ada, AuditActions.SignIn) with { Outcome = AuditOutcome.Failed });
        });

        var kept = await store.FindAsync(new AuditQuery(), CancellationToken.None);
        Assert.Equal(["sign-in", "token-made"], kept.Select(k => k.Event.Action));
        Assert.Equal(
            new AuditEvent { Time = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), Action = "token-made", Person = "idp/ada", Name = "Ada", Tenant = new TenantId("acme"), Address = "10.0.0.7", What = "ci token", Detail = new string('x', 2000) },
            kept[1].Event with { Time = kept[1].Event.Time.ToUniversalTime() });
        Assert.Equal(AuditOutcome.Failed, kept[0].Event.Outcome);
    }

    [Fact]
    public async Task It_is_asked_by_tenant_kind_outcome_person_time_and_page()
    {
        await using var test = await OpenAsync();
        var store = new AuditStore(test.Reopen());
        await WriteAsync(store, log =>
        {
            foreach (var (tenant, action, person) in new[] { ("acme", "sign-in", "idp/ada"), ("nova", "export", "idp/bo"), ("", "sign-in", "idp/100%"), ("acme", "export", "idp/bo") })
            {
                log.Add(new AuditEvent { Action = action, Person = person, Name = person.ToUpperInvariant(), Tenant = tenant.Length == 0 ? null : new TenantId(tenant), Outcome = tenant == "nova" ? AuditOutcome.Refused : AuditOutcome.Done });
                _time.Advance(TimeSpan.FromMinutes(1));
            }
        });
        var start = new DateTimeOffset(2026, 1, 1, 14, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal(4, await CountAsync(new AuditQuery()));
        Assert.Equal(2, await CountAsync(new AuditQuery { Tenants = [new TenantId("acme")] }));
        Assert.Equal(0, await CountAsync(new AuditQuery { Tenants = [] }));
        Assert.Equal(0, await CountAsync(new AuditQuery { Tenants = [new TenantId("")] }));
        Assert.Equal(2, await CountAsync(new AuditQuery { Action = "export" }));
        Assert.Equal(1, await CountAsync(new AuditQuery { Outcome = AuditOutcome.Refused }));
        Assert.Equal(2, await CountAsync(new AuditQuery { Person = "BO" }));
        Assert.Equal(1, await CountAsync(new AuditQuery { Person = "%" }));
        Assert.Equal(3, await CountAsync(new AuditQuery { From = start.AddMinutes(1) }));
        Assert.Equal(1, await CountAsync(new AuditQuery { To = start.AddMinutes(1) }));
        var newest = await store.FindAsync(new AuditQuery { Limit = 2 }, CancellationToken.None);
        Assert.Equal(2, await CountAsync(new AuditQuery { Before = newest[^1].Id }));

        async Task<int> CountAsync(AuditQuery query) => (await store.FindAsync(query, CancellationToken.None)).Count;
    }

    [Fact]
    public async Task Events_leave_by_their_age_and_no_other_way()
    {
        await using var test = await OpenAsync();
        var database = test.Reopen();
        var store = new AuditStore(database);
        await WriteAsync(store, log => log.Add(AuditEvent.By(Ada, "sign-in")));

        await using (var context = database.Open())
        {
            var row = await context.Audit.SingleAsync();
            row.Person = "someone else";
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
            Assert.Throws<InvalidOperationException>(() => context.SaveChanges());
        }
        await using (var context = database.Open())
        {
            context.Audit.Remove(await context.Audit.SingleAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
        }
        await store.ForgetAsync(_time.GetUtcNow(), CancellationToken.None);
        Assert.Single(await store.FindAsync(new AuditQuery(), CancellationToken.None));

        await store.ForgetAsync(_time.GetUtcNow().AddSeconds(1), CancellationToken.None);
        Assert.Empty(await store.FindAsync(new AuditQuery(), CancellationToken.None));
    }

    [Fact]
    public async Task Denied_accesses_of_one_person_are_bounded_in_a_minute_and_the_rest_are_counted()
    {
        await using var test = await OpenAsync();
        var store = new AuditStore(test.Reopen());
        _options.DeniedPerMinute = 3;

        await WriteAsync(store, log =>
        {
            var denials = new AuditDenials(log, Options.Create(_options), _time);
            for (var i = 0; i < 100; i++)
            {
                denials.Add(Ada, new TenantId("nova"), $"/t/nova?{i}");
            }
            denials.Add(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "idp/bo")], "test")), null, "/catalog");
            _time.Advance(TimeSpan.FromMinutes(1));
            denials.Add(Ada, new TenantId("nova"), "/t/nova");
        });

        var kept = await store.FindAsync(new AuditQuery(), CancellationToken.None);
        Assert.Equal(3 + 1 + 1 + 1, kept.Count);
        Assert.All(kept, k => Assert.Equal((AuditActions.AccessDenied, AuditOutcome.Refused), (k.Event.Action, k.Event.Outcome)));
        Assert.Equal("97 more in the minute before", kept[1].Event.Detail);
    }

    [Fact]
    public void A_full_queue_holds_nobody_up()
    {
        var log = new AuditLog(_time, NullLogger<AuditLog>.Instance);
        for (var i = 0; i < AuditLog.QueueLength + 10; i++)
        {
            log.Add(AuditEvent.By(Ada, "sign-in"));
        }

        Assert.Equal(AuditLog.QueueLength, log.Waiting.Count);
    }

    private async Task WriteAsync(AuditStore store, Action<AuditLog> happen)
    {
        var log = new AuditLog(_time, NullLogger<AuditLog>.Instance);
        using var writer = new AuditWriter(log, store, Options.Create(_options), TimeProvider.System, NullLogger<AuditWriter>.Instance);
        happen(log);
        await writer.StartAsync(CancellationToken.None);
        // Whatever waits when the portal stops is written first.
        await writer.StopAsync(CancellationToken.None);
    }
}
