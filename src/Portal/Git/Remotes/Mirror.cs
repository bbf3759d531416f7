using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Portal.Configuration;

namespace Portal.Git.Remotes;

/// <summary>A bare copy of the remote repository on this machine's disk. One process at a time changes it; a damaged one is made anew.</summary>
/// <param name="url">The remote.</param>
/// <param name="options">How it is reached.</param>
/// <param name="parent">The folder that the copy is in.</param>
/// <param name="secrets">Answers the remote's credentials.</param>
/// <param name="time">Tells when.</param>
internal sealed class Mirror(RemoteUrl url, RemoteOptions options, string parent, SecretStore secrets, TimeProvider time)
{
    private const int FirstFetchFactor = 10;
    private static readonly TimeSpan SizeCheck = TimeSpan.FromSeconds(2);
    private readonly string _name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.Text)))[..16];
    private volatile bool _damaged;

    /// <summary>The remote.</summary>
    public RemoteUrl Url => url;

    /// <summary>The copy's folder; not there before the first fetch.</summary>
    public string Folder => Path.Combine(parent, _name + ".git");

    /// <summary>Whether there is a copy.</summary>
    public bool Exists => Directory.Exists(Folder);

    /// <summary>Tells that something in the copy could not be read: the next fetch makes it anew.</summary>
    public void Distrust() => _damaged = true;

    /// <summary>Fetches references. Never throws but for cancellation: what failed is in the outcome.</summary>
    /// <param name="refspecs">What, such as <c>+refs/heads/*:refs/heads/*</c>; checked by the caller.</param>
    /// <param name="whole">What a copy holds that has to be made anew.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<FetchOutcome> FetchAsync(IReadOnlyList<string> refspecs, IReadOnlyList<string> whole, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        try
        {
            Directory.CreateDirectory(parent);
            await using var held = await MirrorLock.TakeAsync(Path.Combine(parent, _name + ".lock"), options.FetchTimeout, time, cancellation);
            if (held is null)
            {
                return Failed(FetchFailure.TimedOut, "Another process holds the copy of the repository.", started);
            }
            MirrorFiles.RemoveLeftovers(parent, _name);
            using var session = GitSession.Open(url, options, secrets);
            var outcome = _damaged || !Exists ? await MakeAsync(session, whole, started, cancellation) : await FetchIntoAsync(Folder, session, refspecs, started, 1, cancellation);
            if (outcome.Failure == FetchFailure.Broken && !_damaged && Exists && !await SoundAsync(session, cancellation))
            {
                outcome = await MakeAsync(session, whole, started, cancellation);
            }
            if (outcome.Succeeded)
            {
                await TidyAsync(session, cancellation);
            }
            return outcome;
        }
        catch (Exception e) when (e is MissingSecretException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return Failed(FetchFailure.NotSetUp, e is Win32Exception ? "The program 'git' cannot be started: install it." : e.Message, started);
        }
    }

    /// <summary>Makes the copy beside the old one and puts it into its place when it is whole.</summary>
    private async Task<FetchOutcome> MakeAsync(GitSession session, IReadOnlyList<string> refspecs, DateTimeOffset started, CancellationToken cancellation)
    {
        var made = Path.Combine(parent, _name + MirrorFiles.New);
        var initialised = await RunAsync(["init", "--quiet", "--bare", "--template=", "--", made], session, options.FetchTimeout, made, cancellation);
        if (initialised.Failure != FetchFailure.None)
        {
            return Failed(initialised.Failure, initialised.Detail, started);
        }
        var outcome = await FetchIntoAsync(made, session, refspecs, started, FirstFetchFactor, cancellation);
        if (outcome.Succeeded)
        {
            MirrorFiles.Replace(Folder, made, Path.Combine(parent, _name + MirrorFiles.Old));
            _damaged = false;
        }
        return outcome;
    }

    private async Task<FetchOutcome> FetchIntoAsync(string folder, GitSession session, IReadOnlyList<string> refspecs, DateTimeOffset started, int factor, CancellationToken cancellation)
    {
        string[] fetch = ["--git-dir", folder, "fetch", "--quiet", "--force", "--prune", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--", url.Text];
        var (failure, detail) = await RunAsync([.. fetch, .. refspecs], session, options.FetchTimeout * factor, folder, cancellation);
        if (failure == FetchFailure.None && MirrorFiles.Size(folder) > options.MaxBytes)
        {
            failure = FetchFailure.TooLarge;
        }
        return failure == FetchFailure.None ? new FetchOutcome(failure, "", time.GetUtcNow()) { Started = started } : Failed(failure, detail, started);
    }

    /// <summary>Whether the copy itself is whole, so that it is the remote that failed.</summary>
    private async Task<bool> SoundAsync(GitSession session, CancellationToken cancellation)
    {
        var (failure, _) = await RunAsync(["--git-dir", Folder, "fsck", "--connectivity-only", "--no-dangling", "--no-progress"], session, options.FetchTimeout, Folder, cancellation);
        return failure is FetchFailure.None or FetchFailure.TimedOut;
    }

    /// <summary>Lets git pack what has become many files; where that takes too long, another fetch goes on with it.</summary>
    private Task<(FetchFailure Failure, string Detail)> TidyAsync(GitSession session, CancellationToken cancellation) =>
        RunAsync(["-c", "gc.auto=2000", "-c", "gc.autoPackLimit=30", "-c", "gc.autoDetach=false", "--git-dir", Folder, "gc", "--auto", "--quiet"], session, options.FetchTimeout, null, cancellation);

    private async Task<(FetchFailure Failure, string Detail)> RunAsync(string[] arguments, GitSession session, TimeSpan atMost, string? watched, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(atMost, time);
        using var large = new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, large.Token, cancellation);
        using var done = new CancellationTokenSource();
        var watching = watched is null ? Task.CompletedTask : WatchAsync(watched, large, done.Token);
        try
        {
            var answer = await GitProcess.RunAsync(arguments, session.Environment, ended.Token);
            return answer.ExitCode == 0 ? (FetchFailure.None, "") : (GitMessages.Kind(answer.Output), session.Redact(answer.Output));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (large.IsCancellationRequested ? FetchFailure.TooLarge : FetchFailure.TimedOut, "");
        }
        finally
        {
            await done.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(string folder, CancellationTokenSource large, CancellationToken done)
    {
        using var timer = new PeriodicTimer(SizeCheck, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (MirrorFiles.Size(folder) > options.MaxBytes)
                {
                    await large.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process has ended before.
        }
    }

    private FetchOutcome Failed(FetchFailure failure, string detail, DateTimeOffset started) => new(failure, GitMessages.Explain(failure, detail), time.GetUtcNow()) { Started = started };
}
