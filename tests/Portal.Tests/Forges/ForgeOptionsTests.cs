using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Forges;

namespace Portal.Tests.Forges;

public sealed class ForgeOptionsTests
{
    [Theory]
    [InlineData(ForgeKind.None, "", "", "", "", null)]
    [InlineData(ForgeKind.GitHub, "a/b", "", "TOKEN", "", null)]
    [InlineData(ForgeKind.GitLab, "a/b/c", "https://git.example.com/api/v4", "TOKEN", "", null)]
    [InlineData(ForgeKind.GitHub, "a/b/c", "", "TOKEN", "", "Forge:Repository")]
    [InlineData(ForgeKind.GitHub, "a/../b", "", "TOKEN", "", "Forge:Repository")]
    [InlineData(ForgeKind.GitHub, "", "", "TOKEN", "", "Forge:Repository")]
    [InlineData(ForgeKind.GitHub, "a/b", "", "", "", "Forge:TokenSecret")]
    [InlineData(ForgeKind.GitHub, "a/b", "ftp://x", "TOKEN", "", "Forge:ApiUrl")]
    [InlineData(ForgeKind.GitHub, "a/b", "https://user:pw@x", "TOKEN", "", "Forge:ApiUrl")]
    [InlineData(ForgeKind.Gitea, "a/b", "", "TOKEN", "", "Forge:ApiUrl")]
    [InlineData(ForgeKind.BitbucketCloud, "a/b", "", "TOKEN", "", "Forge:Kind")]
    [InlineData(ForgeKind.BitbucketCloud, "a/b", "", "TOKEN", "https://portal.example.com", null)]
    internal void What_is_wrong_is_told_with_its_key(ForgeKind kind, string repository, string api, string token, string address, string? key)
    {
        var options = new ForgeOptions { Kind = kind, Repository = repository, ApiUrl = api, TokenSecret = token };

        var result = new ForgeOptionsValidator(Options.Create(new PublicAddressOptions { PublicUrl = address })).Validate(null, options);

        Assert.Equal(key is null, result.Succeeded);
        Assert.StartsWith(key ?? "", result.Failures?.First() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://portal.example.com", true)]
    [InlineData("http://127.0.0.1:5080/portal/", true)]
    [InlineData("portal.example.com", false)]
    [InlineData("https://portal.example.com/?x", false)]
    [InlineData("javascript:alert(1)", false)]
    public void The_public_address_is_one_that_links_can_begin_with(string address, bool right) =>
        Assert.Equal(right, new PublicAddressOptionsValidator().Validate(null, new PublicAddressOptions { PublicUrl = address }).Succeeded);
}
