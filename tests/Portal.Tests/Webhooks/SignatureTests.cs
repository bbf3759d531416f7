using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Configuration;
using Portal.Webhooks;

namespace Portal.Tests.Webhooks;

public sealed class SignatureTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_signatures_that_forges_document_are_right()
    {
        var seen = 0;
        foreach (var line in File.ReadLines(Path.Combine(WebhookCorpus.Folder(), "webhooks", "signatures.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            var header = row.GetProperty("header").GetString()!;
            var value = row.GetProperty("value").GetString()!;
            if (value.StartsWith("sha1=", StringComparison.Ordinal))
            {
                continue;
            }
            var forge = row.GetProperty("forge").GetString()! switch
            {
                "github" => WebhookForge.GitHub,
                "gitea" or "gogs" => WebhookForge.Gitea,
                var name when name.StartsWith("bitbucket", StringComparison.Ordinal) => WebhookForge.Bitbucket,
                _ => WebhookForge.GitLab,
            };
            var body = row.TryGetProperty("body_file", out var file) ? File.ReadAllBytes(Path.Combine(WebhookCorpus.Folder(), file.GetString()!))
                : row.TryGetProperty("body", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : [];
            var headers = new HeaderDictionary { [header] = value };
            if (row.TryGetProperty("webhook_id", out var id))
            {
                headers["webhook-id"] = id.GetString();
                headers["webhook-timestamp"] = row.GetProperty("webhook_timestamp").GetString();
                _time.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers["webhook-timestamp"]!, CultureInfo.InvariantCulture)));
            }
            var check = Check(forge, row.GetProperty("secret").GetString()!);

            Assert.Null(check.Refusal(forge, headers, body));
            headers[header] = value[..^1] + (value[^1] == '0' ? '1' : '0');
            Assert.NotNull(check.Refusal(forge, headers, body));
            seen++;
        }
        Assert.InRange(seen, 1, int.MaxValue);
    }

    [Fact]
    public void Every_payload_is_accepted_with_its_signature_and_refused_with_any_byte_changed()
    {
        const string Secret = "whsec_cG9ydGFsIHRlc3Qgc2VjcmV0IG9mIHNvbWUgbGVuZ3Ro";
        var samples = WebhookCorpus.Payloads().ToList();
        var checks = Enum.GetValues<WebhookForge>().ToDictionary(forge => forge, forge => Check(forge, Secret));
        foreach (var sample in samples)
        {
            Assert.Null(checks[sample.Forge].Refusal(sample.Forge, Sign(sample.Forge, Secret, sample.Body), sample.Body));
        }
        Gen.Select(Gen.Int[0, samples.Count - 1], Gen.Int[0, int.MaxValue], Gen.Int[1, 255]).Sample((index, at, change) =>
        {
            var sample = samples[index];
            var headers = Sign(sample.Forge, Secret, sample.Body);
            var body = sample.Body.ToArray();
            body[at % body.Length] ^= (byte)change;
            return checks[sample.Forge].Refusal(sample.Forge, headers, body) is not null;
        }, iter: 2_000);
        Gen.Select(Gen.Int[0, samples.Count - 1], Gen.Int[0, int.MaxValue], Gen.Char[' ', '~']).Sample((index, at, character) =>
        {
            var sample = samples[index];
            var headers = Sign(sample.Forge, Secret, sample.Body);
            var (name, value) = headers.First(h => h.Key.Contains("ignature", StringComparison.Ordinal));
            var text = value.ToString().ToCharArray();
            var changed = text[at % text.Length] != character;
            text[at % text.Length] = character;
            headers[name] = new string(text);
            return changed == checks[sample.Forge].Refusal(sample.Forge, headers, sample.Body) is not null;
        }, iter: 2_000);
    }

    [Fact]
    public void Two_secrets_are_valid_at_a_time_and_no_third()
    {
        var check = Check(WebhookForge.GitHub, "old", "new");

        Assert.Null(check.Refusal(WebhookForge.GitHub, Sign(WebhookForge.GitHub, "old", [1, 2]), [1, 2]));
        Assert.Null(check.Refusal(WebhookForge.GitHub, Sign(WebhookForge.GitHub, "new", [1, 2]), [1, 2]));
        Assert.NotNull(check.Refusal(WebhookForge.GitHub, Sign(WebhookForge.GitHub, "older", [1, 2]), [1, 2]));
        var options = new WebhookOptions { GitHub = ["A", "B", "C"] };
        Assert.Contains("Webhooks:GitHub", Assert.Single(new WebhookOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_without_a_secret_refuses_everything()
    {
        var nothing = new SignatureCheck(Options.Create(new WebhookOptions()), Secrets(), _time);
        var missing = new SignatureCheck(Options.Create(new WebhookOptions { GitHub = ["GONE"] }), Secrets(), _time);

        foreach (var check in new[] { nothing, missing })
        {
            Assert.NotNull(check.Refusal(WebhookForge.GitHub, Sign(WebhookForge.GitHub, "", [1]), [1]));
        }
        Assert.Contains("GONE", missing.Refusal(WebhookForge.GitHub, new HeaderDictionary(), [1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_that_come_twice_or_not_at_all_prove_nothing()
    {
        var check = Check(WebhookForge.GitHub, "s");
        var right = Sign(WebhookForge.GitHub, "s", [1])["X-Hub-Signature-256"].ToString();

        Assert.NotNull(check.Refusal(WebhookForge.GitHub, new HeaderDictionary(), [1]));
        Assert.NotNull(check.Refusal(WebhookForge.GitHub, new HeaderDictionary { ["X-Hub-Signature-256"] = new string[] { right, "sha256=00" } }, [1]));
        Assert.NotNull(check.Refusal(WebhookForge.GitHub, new HeaderDictionary { ["X-Hub-Signature"] = right }, [1]));
        Assert.NotNull(check.Refusal(WebhookForge.GitHub, new HeaderDictionary { ["X-Hub-Signature-256"] = right.ToUpperInvariant() }, [1]));
    }

    [Theory]
    [InlineData(-301, true)]
    [InlineData(-299, false)]
    [InlineData(299, false)]
    [InlineData(301, true)]
    public void A_delivery_that_is_signed_with_its_time_is_refused_when_that_is_too_far_away(int seconds, bool refused)
    {
        const string Secret = "whsec_cG9ydGFs";
        var check = Check(WebhookForge.GitLab, Secret);

        Assert.Equal(refused, check.Refusal(WebhookForge.GitLab, Sign(WebhookForge.GitLab, Secret, [1], _time.GetUtcNow().AddSeconds(seconds)), [1]) is not null);
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    public void Id_and_time_are_signed_with_the_body(string header)
    {
        const string Secret = "whsec_cG9ydGFs";
        var headers = Sign(WebhookForge.GitLab, Secret, [1]);
        headers[header] = headers[header] + "0";

        Assert.NotNull(Check(WebhookForge.GitLab, Secret).Refusal(WebhookForge.GitLab, headers, [1]));
    }

    [Fact]
    public void One_of_several_signatures_is_enough_and_a_key_is_never_taken_as_a_token()
    {
        const string Secret = "whsec_cG9ydGFs";
        var check = Check(WebhookForge.GitLab, Secret);
        var headers = Sign(WebhookForge.GitLab, Secret, [1]);
        headers["webhook-signature"] = "v1,AAAA " + headers["webhook-signature"];

        Assert.Null(check.Refusal(WebhookForge.GitLab, headers, [1]));
        Assert.NotNull(check.Refusal(WebhookForge.GitLab, new HeaderDictionary { ["X-Gitlab-Token"] = Secret }, [1]));
        // A wrong signature is not mended by a token.
        headers["webhook-signature"] = "v1,AAAA";
        headers["X-Gitlab-Token"] = "token";
        Assert.NotNull(Check(WebhookForge.GitLab, Secret, "token").Refusal(WebhookForge.GitLab, headers, [1]));
    }

    private SignatureCheck Check(WebhookForge forge, params string[] secrets)
    {
        var options = new WebhookOptions();
        ((List<string>)options.Secrets(forge)).AddRange(secrets.Select((_, index) => $"S{index}"));
        return new SignatureCheck(Options.Create(options), Secrets(secrets), _time);
    }

    private static SecretStore Secrets(params string[] secrets) => new(
        new ConfigurationBuilder().AddInMemoryCollection(secrets.Select((secret, index) => KeyValuePair.Create($"Secrets:S{index}", (string?)secret))).Build(), Options.Create(new SecretOptions()), new AllGrants());

    private HeaderDictionary Sign(WebhookForge forge, string secret, byte[] body, DateTimeOffset? at = null) => WebhookSigner.Sign(forge, secret, body, at ?? _time.GetUtcNow());
}

/// <summary>Signs as forges do.</summary>
internal static class WebhookSigner
{
    public static HeaderDictionary Sign(WebhookForge forge, string secret, byte[] body, DateTimeOffset at)
    {
        var hex = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
        if (forge is WebhookForge.GitLab or WebhookForge.Generic && secret.StartsWith("whsec_", StringComparison.Ordinal))
        {
            var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            byte[] content = [.. Encoding.UTF8.GetBytes($"msg_1.{time}."), .. body];
            var signature = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content);
            return new HeaderDictionary { ["webhook-id"] = "msg_1", ["webhook-timestamp"] = time, ["webhook-signature"] = "v1," + Convert.ToBase64String(signature) };
        }
        return forge switch
        {
            WebhookForge.GitLab => new HeaderDictionary { ["X-Gitlab-Token"] = secret },
            WebhookForge.Gitea => new HeaderDictionary { ["X-Gitea-Signature"] = hex },
            WebhookForge.Bitbucket => new HeaderDictionary { ["X-Hub-Signature"] = "sha256=" + hex },
            _ => new HeaderDictionary { ["X-Hub-Signature-256"] = "sha256=" + hex },
        };
    }
}
