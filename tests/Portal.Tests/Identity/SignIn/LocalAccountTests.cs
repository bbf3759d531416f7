using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Portal.Audit;
using Portal.Data;
using Portal.Identity.SignIn;

namespace Portal.Tests.Identity.SignIn;

public sealed class LocalAccountTests
{
    private const string Fresh = "a password of my own";

    [Fact]
    public async Task The_first_start_makes_an_administrator_with_a_one_time_password_in_a_file_of_its_own()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        var file = Path.Combine(portal.DataFolder, "first-administrator-password");
        var password = (await File.ReadAllTextAsync(file)).Trim();
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using var browser = portal.Client();

        var first = await SignInAsync(browser, "admin", password, "/t/nova");
        Assert.StartsWith("/password?name=admin&must=1", first.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).StatusCode);
        Assert.Equal("weak", await ChangeAsync(browser, password, "short", "short"));
        Assert.Equal("weak", await ChangeAsync(browser, password, password, password));
        Assert.Equal("differ", await ChangeAsync(browser, password, Fresh, Fresh + "!"));
        Assert.Equal("wrong", await ChangeAsync(browser, "not it", Fresh, Fresh));
        Assert.Null(await ChangeAsync(browser, password, Fresh, Fresh));

        Assert.False(File.Exists(file));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/t/nova")).StatusCode);
        Assert.Contains("Local accounts", await browser.GetStringAsync("/people"), StringComparison.Ordinal);
        Assert.Contains("administrator</span> of <strong>the portal", await browser.GetStringAsync("/me"), StringComparison.Ordinal);
        using var other = portal.Client();
        Assert.StartsWith("/sign-in?failed=password", (await SignInAsync(other, "admin", password)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("/", (await SignInAsync(other, "ADMIN ", Fresh)).Headers.Location!.ToString());
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_whatever_comes_after_and_nobody_is_told_which_names_there_are()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        var accounts = portal.Services.GetRequiredService<LocalAccounts>();
        var (account, once, _) = await accounts.MakeAsync("ada");
        await accounts.ChangeAsync("ada", once, Fresh);
        using var browser = portal.Client();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((await SignInAsync(browser, "nobody", "wrong")).Headers.Location, (await SignInAsync(browser, "ada", "wrong")).Headers.Location);
        }
        Assert.StartsWith("/sign-in?failed=password", (await SignInAsync(browser, "ada", Fresh)).Headers.Location!.ToString(), StringComparison.Ordinal);
        await Patience.UntilAsync(async () => (await portal.Services.GetRequiredService<AuditStore>().FindAsync(new AuditQuery { Action = AuditActions.AccountLocked }, CancellationToken.None)).Count == 1);

        var reset = await accounts.ResetAsync(account!.Id);
        Assert.Equal(PasswordOutcome.MustChange, (await accounts.CheckAsync("ada", reset!.Value.Password)).Outcome);
        Assert.Equal(PasswordOutcome.Wrong, (await accounts.CheckAsync("ada", Fresh)).Outcome);
    }

    [Fact]
    public async Task Guesses_that_come_at_once_at_two_replicas_all_count()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        using var here = portal.Services.GetRequiredService<LocalAccounts>();
        using var there = new LocalAccounts(portal.Services.GetRequiredService<IServiceScopeFactory>());
        var (_, once, _) = await here.MakeAsync("ada");
        await here.ChangeAsync("ada", once, Fresh);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2 == 0 ? here : there).CheckAsync("ada", $"guess {i}"))));

        Assert.Single(outcomes, o => o.Outcome == PasswordOutcome.LockedNow);
        // Before the fifth four are told to be wrong; what comes after it is not looked at.
        Assert.Equal(4, outcomes.Count(o => o is { Outcome: PasswordOutcome.Wrong, Account: not null }));
        Assert.Equal(PasswordOutcome.Wrong, (await here.CheckAsync("ada", Fresh)).Outcome);
    }

    [Fact]
    public async Task More_passwords_than_can_be_looked_at_are_sent_away_and_whoever_leaves_waits_no_longer()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        var accounts = portal.Services.GetRequiredService<LocalAccounts>();
        using var left = new CancellationTokenSource();
        var (outcomes, canceled) = (new ConcurrentBag<PasswordOutcome>(), 0);
        var all = Enumerable.Range(0, 80).Select(i => Task.Run(async () =>
        {
            try
            {
                outcomes.Add((await accounts.CheckAsync("nobody", $"guess {i}", left.Token)).Outcome);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref canceled);
            }
        })).ToList();

        await Patience.UntilAsync(() => outcomes.Contains(PasswordOutcome.Busy));
        await left.CancelAsync();
        await Task.WhenAll(all);

        Assert.InRange(canceled, 1, 80);
        Assert.Equal(80, outcomes.Count + canceled);
        Assert.Equal(PasswordOutcome.Wrong, (await accounts.CheckAsync("nobody", "one more")).Outcome);
    }

    [Fact]
    public async Task An_account_that_is_locked_on_the_way_to_a_new_password_is_recorded_too()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        using var browser = portal.Client();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("wrong", await ChangeAsync(browser, "not it", Fresh, Fresh));
        }

        await Patience.UntilAsync(async () => (await portal.Services.GetRequiredService<AuditStore>().FindAsync(new AuditQuery { Action = AuditActions.AccountLocked }, CancellationToken.None)).Any(k => k.Event.Name == "admin"));
    }

    [Fact]
    public async Task A_reset_or_removed_account_is_out_at_the_next_check()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        var accounts = portal.Services.GetRequiredService<LocalAccounts>();
        var (account, once, _) = await accounts.MakeAsync("ada");
        await accounts.ChangeAsync("ada", once, Fresh);
        using var browser = portal.Client();
        await SignInAsync(browser, "ada", Fresh);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/me")).StatusCode);

        await accounts.RemoveAsync(account!.Id);
        await portal.AdvanceAsync(TimeSpan.FromSeconds(16));

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/me")).StatusCode);
    }

    [Fact]
    public async Task Names_that_cannot_be_or_are_taken_and_forms_without_their_token_are_refused()
    {
        await using var portal = await TwoTenants.StartAsync(("SignIn:Local", "true"));
        foreach (var name in new[] { "", "a b", "ad\u00e4", "admin" })
        {
            Assert.NotEmpty((await portal.Services.GetRequiredService<LocalAccounts>().MakeAsync(name)).Problems);
        }
        using var browser = portal.Client();

        foreach (var form in new[] { "/sign-in/local", "/sign-in/password", "/sign-out" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(form, new FormUrlEncodedContent([KeyValuePair.Create("name", "admin")]))).StatusCode);
        }
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string password, string returnUrl = "/") =>
        TwoTenants.PostAsync(browser, "/sign-in", "/sign-in/local", ("name", name), ("password", password), ("returnUrl", returnUrl));

    private static async Task<string?> ChangeAsync(HttpClient browser, string password, string fresh, string again)
    {
        var answer = await TwoTenants.PostAsync(browser, "/password?must=1", "/sign-in/password", ("name", "admin"), ("password", password), ("fresh", fresh), ("again", again), ("must", "1"));
        return System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.ToString().Split('?') is [_, var query] ? query : "")["problem"];
    }
}
