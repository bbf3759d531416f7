using Portal.Audit;
using Portal.Configuration;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;

namespace Portal.Identity.SignIn;

/// <summary>At the first start with local accounts, makes the account <c>admin</c> with a one-time password in a file that only the portal's own user can read.</summary>
/// <param name="accounts">Where the account is made.</param>
/// <param name="grants">Where its role is given.</param>
/// <param name="folder">Where the file is.</param>
/// <param name="audit">Hears of it.</param>
/// <param name="logger">Tells the path.</param>
internal sealed partial class FirstAdministrator(
    LocalAccounts accounts, StoredGrants grants, DataFolder folder, AuditLog audit, ILogger<FirstAdministrator> logger) : IHostedService
{
    private const string Name = "admin";

    private string Path => System.IO.Path.Combine(folder.Path, "first-administrator-password");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if ((await accounts.AllAsync(cancellationToken)).Count > 0)
        {
            return;
        }
        // Another replica may be first.
        if (await accounts.MakeAsync(Name) is not { Account: { } account, Password: var password })
        {
            return;
        }
        await grants.GiveAsync(new Grant(Role.Administrator, null, false, account.Person.User, null, ""), "the first start", cancellationToken);
        await WriteAsync(password, cancellationToken);
        audit.Add(new AuditEvent { Action = AuditActions.AccountMade, Person = "the first start", What = Name });
        LogMade(Name, Path);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes the file, once the password in it is worth nothing.</summary>
    public void Forget(string name)
    {
        if (name == Name)
        {
            File.Delete(Path);
        }
    }

    private async Task WriteAsync(string password, CancellationToken cancellation)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.Delete(Path);
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        await using var writer = new StreamWriter(Path, settings);
        await writer.WriteLineAsync(password.AsMemory(), cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The account '{Name}' was made. Its one-time password is in {Path}; it has to be changed when it is first used, and the file goes away then")]
    private partial void LogMade(string name, string path);
}
