using LibGit2Sharp;
using Microsoft.Extensions.Configuration;
using Portal.Configuration;
using Portal.Core.Tenancy;
using Portal.Git;
using Portal.Git.Remotes;

namespace Portal.Tests.Git;

/// <summary>A repository that is fetched from a bare one on this machine, into a data folder of its own.</summary>
internal sealed class RemoteFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-remote-").FullName;

    public RemoteFixture() => Author.Git(repository => repository.CreateBranch("main"));

    /// <summary>Where the author works; its repository is the remote.</summary>
    public TempContent Author { get; } = TempContent.Committed();

    public string Data => Path.Combine(_folder, "data");

    public RemoteOptions Options => new() { Url = "file://" + Author.Folder, FetchTimeout = TimeSpan.FromMinutes(1) };

    public ContentRepository Open(RemoteOptions? options = null, ContentOptions? content = null, params (string Name, string Value)[] secrets)
    {
        return Open(options ?? Options, Data, content ?? new ContentOptions(), secrets);
    }

    public static ContentRepository Open(RemoteOptions options, string data, ContentOptions content, params (string Name, string Value)[] secrets) =>
        new(content, new Mirror(RemoteUrl.Read(options.Url, out _)!, options, data, Secrets(secrets), TimeProvider.System), TimeProvider.System);

    public static SecretStore Secrets(params (string Name, string Value)[] secrets) => new(
        new ConfigurationBuilder().AddInMemoryCollection(secrets.Select(s => KeyValuePair.Create($"Secrets:{s.Name}", (string?)s.Value))).Build(), Microsoft.Extensions.Options.Options.Create(new SecretOptions()), new NoGrants());

    public void Dispose()
    {
        Author.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class NoGrants : IGrants
    {
        public bool MayUseSecret(TenantId tenant, string secret) => false;

        public bool MayUseHost(TenantId tenant, string host, int port) => false;
    }
}
