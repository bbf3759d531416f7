using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Portal.Webhooks;
using Portal.Webhooks.Payloads;

namespace Portal.Tests.Webhooks;

public sealed class PayloadTests
{
    [Fact]
    public void Every_sample_of_every_forge_is_read()
    {
        foreach (var sample in WebhookCorpus.Payloads())
        {
            var read = Read(sample.Forge, sample.Headers, sample.Body);

            Assert.True(read is not null, sample.File);
            Assert.True(read.Ask == WebhookAsk.Ping || read.Name.Length > 0, sample.File);
            if (read.Ask == WebhookAsk.Fetch && sample.Forge != WebhookForge.Generic)
            {
                Assert.Contains('/', read.Repository);
            }
            if (read.PullRequest is { } request)
            {
                Assert.True(request is { Number: > 0, Title.Length: > 0, HeadBranch.Length: > 0, BaseBranch.Length: > 0 }, sample.File);
            }
        }
    }

    [Fact]
    public void The_samples_hold_pushes_and_pull_requests_of_every_forge()
    {
        var read = WebhookCorpus.Payloads().Select(sample => (sample.Forge, Event: Read(sample.Forge, sample.Headers, sample.Body)!)).ToList();

        foreach (var forge in new[] { WebhookForge.GitHub, WebhookForge.GitLab, WebhookForge.Gitea, WebhookForge.Bitbucket })
        {
            var mine = read.Where(r => r.Forge == forge).Select(r => r.Event).ToList();
            Assert.Contains(mine, e => e is { Ask: WebhookAsk.Fetch, PullRequest: null, Ref.Length: > 0 });
            Assert.Contains(mine, e => e.PullRequest is not null);
            Assert.Contains(mine, e => e.Ask == WebhookAsk.Nothing);
        }
    }

    [Theory]
    [InlineData("github/goscm__pr_closed.json", "X-GitHub-Event", "pull_request", PullRequestChange.Closed, 1, false, "master", "bradrydzewski-patch-1", "d2b75aa7797ec26b088fa2dd527e9d2c052fcedd")]
    [InlineData("gitlab/goscm__pull_request_create.json", "X-Gitlab-Event", "Merge Request Hook", PullRequestChange.Opened, 1, false, "feature", "master", "c4c79227ed610f1151f05bbc5be33b4f340d39c8")]
    [InlineData("gitlab/gpw__merge-request-event.json", "X-Gitlab-Event", "Merge Request Hook", PullRequestChange.Opened, 1, false, "ms-viewport", "master", "da1560886d4f094c3e6c9ef40349f7d38b5d27d7")]
    [InlineData("gitea/goscm__pull_request_synchronized.json", "X-Gitea-Event", "pull_request", PullRequestChange.Updated, 1, false, "feature", "master", "2eba238e33607c1fa49253182e9fff42baafa1eb")]
    [InlineData("gitea/goscm__pull_request_merged.json", "X-Gitea-Event", "pull_request", PullRequestChange.Merged, 1, false, "feature", "master", "2eba238e33607c1fa49253182e9fff42baafa1eb")]
    [InlineData("gogs/goscm__pull_request_synchronized.json", "X-Gogs-Event", "pull_request", PullRequestChange.Updated, 2, false, "feature", "master", null)]
    [InlineData("bitbucket/goscm__pr_fulfilled.json", "X-Event-Key", "pullrequest:fulfilled", PullRequestChange.Merged, 1, false, "develop", "master", "0704fc5beccc")]
    [InlineData("bitbucket-server/goscm__pr_from_ref_updated.json", "X-Event-Key", "pr:from_ref_updated", PullRequestChange.Updated, 2, false, "feature-2", "master", "c00d0f269a9844dd168f72f6a9d78a9cff49a318")]
    internal void A_pull_request_is_the_same_in_the_words_of_every_forge(
        string file, string header, string name, PullRequestChange change, int number, bool fork, string head, string target, string? sha)
    {
        var forge = file.Split('/')[0] switch { "github" => WebhookForge.GitHub, "gitlab" => WebhookForge.GitLab, "gitea" or "gogs" => WebhookForge.Gitea, _ => WebhookForge.Bitbucket };

        var request = Read(forge, new Dictionary<string, string> { [header] = name }, File.ReadAllBytes(Path.Combine(WebhookCorpus.Folder(), "webhooks", file)))!.PullRequest!;

        Assert.Equal((change, number, fork, head, target, sha), (request.Change, request.Number, request.IsFork, request.HeadBranch, request.BaseBranch, request.HeadSha));
    }

    [Theory]
    [InlineData("""{"full_name": "stranger/dashboards"}""", true)]
    [InlineData("null", true)]
    [InlineData("""{"full_name": "Acme/Dashboards"}""", false)]
    public void A_pull_request_whose_origin_is_not_this_repository_is_a_fork(string head, bool fork)
    {
        var json = $$$$"""{"action": "opened", "number": 7, "repository": {"full_name": "acme/dashboards"}, "pull_request": {"title": "T", "head": {"ref": "x", "sha": "y", "repo": {{{{head}}}}}, "base": {"ref": "main"}}}""";

        var read = Read(WebhookForge.GitHub, new Dictionary<string, string> { ["X-GitHub-Event"] = "pull_request" }, Encoding.UTF8.GetBytes(json));

        Assert.Equal(fork, read!.PullRequest!.IsFork);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"ref\": \"refs/heads/main\"}")]
    [InlineData("{\"ref\": 1, \"repository\": {\"full_name\": \"a/b\"}}")]
    [InlineData("{\"ref\": \"\\ud800\", \"repository\": {\"full_name\": \"a/b\"}}")]
    public void What_is_no_push_is_not_read_as_one(string json) =>
        Assert.Null(Read(WebhookForge.GitHub, new Dictionary<string, string> { ["X-GitHub-Event"] = "push" }, Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Texts_are_bounded_and_hold_no_control_characters()
    {
        var json = $$$"""{"ref": "refs/heads/a\u0000\n{{{new string('b', 1000)}}}", "repository": {"full_name": "a\u001b[31m/b"}}""";

        var read = Read(WebhookForge.GitHub, new Dictionary<string, string> { ["X-GitHub-Event"] = "push" }, Encoding.UTF8.GetBytes(json))!;

        Assert.Equal(300, read.Ref!.Length);
        Assert.StartsWith("refs/heads/abb", read.Ref, StringComparison.Ordinal);
        Assert.Equal("a[31m/b", read.Repository);
    }

    [Fact]
    public void Damaged_payloads_are_never_more_than_not_read()
    {
        var samples = WebhookCorpus.Payloads().Where(sample => sample.Body.Length < 20_000).ToList();
        Gen.Select(Gen.Int[0, samples.Count - 1], Gen.Int[0, int.MaxValue], Gen.Byte).Sample((index, at, value) =>
        {
            var body = samples[index].Body.ToArray();
            body[at % body.Length] = value;
            Read(samples[index].Forge, samples[index].Headers, body);
        }, iter: 2_000);
    }

    private static WebhookEvent? Read(WebhookForge forge, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }
        return PayloadReader.Read(forge, all, body);
    }
}
