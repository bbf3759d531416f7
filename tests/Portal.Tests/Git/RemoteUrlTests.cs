using Portal.Configuration;
using Portal.Git.Remotes;

namespace Portal.Tests.Git;

public sealed class RemoteUrlTests
{
    [Theory]
    [InlineData("https://git.example.com/platform/dashboards.git", "https")]
    [InlineData("https://git.example.com:8443/a", "https")]
    [InlineData("http://127.0.0.1:3000/a.git", "http")]
    [InlineData("ssh://git@git.example.com:2222/a/b.git", "ssh")]
    [InlineData("git@github.com:acme/dashboards.git", "ssh")]
    [InlineData("file:///srv/dashboards.git", "file")]
    public void Addresses_of_repositories_are_taken(string text, string protocol) => Assert.Equal(protocol, RemoteUrl.Read(text, out _)?.Protocol);

    [Theory]
    [InlineData("")]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("-oProxyCommand=x@host:path")]
    [InlineData("ext::sh -c touch%20/tmp/x")]
    [InlineData("fd::17")]
    [InlineData("git://example.com/a.git")]
    [InlineData("http://git.example.com/a.git")]
    [InlineData("https://user:password@git.example.com/a.git")]
    [InlineData("https://token@git.example.com/a.git")]
    [InlineData("ssh://user:password@git.example.com/a.git")]
    [InlineData("ssh://-oProxyCommand=x/a.git")]
    [InlineData("ssh://git@host/-a")]
    [InlineData("git@host:-a")]
    [InlineData("git@-host:a")]
    [InlineData("file://host/a")]
    [InlineData("https://git.example.com")]
    [InlineData("https://git.example.com/a?b=c")]
    [InlineData("https://git.example.com/a b")]
    [InlineData("https://git.example.com/a\nb")]
    [InlineData("/srv/dashboards.git")]
    [InlineData("javascript:alert(1)")]
    public void What_is_more_than_an_address_is_refused_and_not_repeated(string text)
    {
        Assert.Null(RemoteUrl.Read(text, out var problem));
        Assert.NotNull(problem);
        Assert.DoesNotContain("password@", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_held_to_what_they_mean()
    {
        var result = new RemoteOptionsValidator().Validate(null, new RemoteOptions
        {
            Url = "git@github.com:acme/dashboards.git",
            Username = "a:b",
            PasswordSecret = "P",
            SshKeySecret = "not a name",
            CertificateAuthority = "/nowhere/ca.pem",
            FetchInterval = TimeSpan.Zero,
            FetchTimeout = TimeSpan.Zero,
            MaxBytes = 1,
        });

        Assert.Equal(
            ["CertificateAuthority", "FetchInterval", "FetchTimeout", "KnownHosts", "MaxBytes", "PasswordSecret", "SshKeySecret", "Username"],
            result.Failures!.Select(f => f.Split(':')[2]).Order(StringComparer.Ordinal));
        Assert.True(new RemoteOptionsValidator().Validate(null, new RemoteOptions()).Succeeded);
    }
}
