using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.IdentityModel.Tokens;
using Portal.Core.Tenancy;
using Portal.Embedding;

namespace Portal.Tests.Embedding;

/// <summary>Tokens that were good, with something changed: none of them may open anything.</summary>
public sealed class MutatedTokenTests(ITestOutputHelper output)
{
    private const int Wanted = 1000;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Fact]
    public async Task A_thousand_mutated_tokens_open_nothing()
    {
        await using var world = await EmbedWorld.StartAsync();
        string[] good =
        [
            await world.IssueAsync(EmbedWorld.Wish()), await world.IssueAsync(EmbedWorld.Wish("nova")), await world.IssueAsync(EmbedWorld.Wish() with { Panel = "note", Free = [] }),
            world.SignByHost(world.Claims()), EmbedWorld.SignShared(world.Claims()), EmbedWorld.SignShared(world.Claims("nova")),
        ];
        var foreign = await world.Get<EmbedKeys>().SigningAsync(new TenantId("nova"), TestContext.Current.CancellationToken);
        var pem = world.HostKey.ExportSubjectPublicKeyInfoPem();
        var mutated = new HashSet<string>();
        Mutation(good, foreign, pem, world.HostKey).Where(token => !good.Contains(token)).Sample(token => { mutated.Add(token); }, iter: 2 * Wanted, threads: 1, seed: "0000KOIr5pj6");
        Assert.InRange(mutated.Count, Wanted, int.MaxValue);

        var accepted = new List<string>();
        foreach (var token in mutated)
        {
            if (await world.HoldsAsync(token))
            {
                accepted.Add(token);
            }
        }
        output.WriteLine($"{mutated.Count} mutated tokens, {accepted.Count} accepted");

        Assert.Empty(accepted);
        foreach (var token in good)
        {
            Assert.True(await world.HoldsAsync(token));
        }
    }

    private static Gen<string> Mutation(string[] good, SymmetricSecurityKey foreign, string pem, ECDsa host) =>
        from token in Gen.OneOf(good)
        from other in Gen.OneOf(good)
        from part in Gen.Int[0, 2]
        from place in Gen.Int[0, 10_000]
        from letter in Gen.Int[0, 63]
        from kind in Gen.Int[0, 15]
        select Mutate(token.Split('.'), other.Split('.'), part, place, letter, kind, foreign, pem, host);

    private static string Mutate(string[] parts, string[] other, int part, int place, int letter, int kind, SymmetricSecurityKey foreign, string pem, ECDsa host)
    {
        var at = place % parts[part].Length;
        string With(string changed) => string.Join('.', parts.Select((text, i) => i == part ? changed : text));
        return kind switch
        {
            // Letters: changed, put in, left out, cut off; the last one of a part, whose spare bits count for nothing.
            0 => With(parts[part][..at] + Letters[letter] + parts[part][(at + 1)..]),
            1 => With(parts[part].Insert(at, Letters[letter].ToString())),
            2 => With(parts[part].Remove(at, 1)),
            3 => With(parts[part][..at]),
            4 => With(parts[part][..^1] + Letters[letter]),
            // Other spellings of the same bytes, and what stands around.
            5 => With(parts[part] + new[] { "=", "==", " ", "\n", "%3D", "\0", ".", "~" }[letter % 8]),
            6 => With(parts[part].Replace('-', '+').Replace('_', '/')) + (letter % 2 == 0 ? "=" : ""),
            // Parts of two tokens.
            7 => string.Join('.', parts.Select((text, i) => i == part ? other[i] : text)),
            // Another algorithm, none, keys that the token brings, extensions.
            8 => Header(parts, head => head["alg"] = new[] { "none", "None", "NONE", "HS256", "ES256", "HS512", "RS256", "PS256", "ES384", "" }[letter % 10]) + "." + parts[1] + "." + (place % 2 == 0 ? "" : parts[2]),
            9 => Header(parts, head => head[new[] { "jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty" }[letter % 9]] = place % 2 == 0 ? "https://evil.example" : new JsonArray("exp")) + $".{parts[1]}.{parts[2]}",
            10 => Resign(parts, head => head["alg"] = "HS256", _ => { }, data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(pem), data)),
            // Another tenant's key under this one's name, and its name with its own key.
            11 => Resign(parts, _ => { }, body => body["jti"] = $"x{place}", data => HMACSHA256.HashData(foreign.Key, data)),
            12 => Resign(parts, head => (head["kid"], head["alg"]) = (foreign.KeyId, "HS256"), body => (body["tenant"], body["jti"]) = ("acme", $"y{place}"), data => HMACSHA256.HashData(foreign.Key, data)),
            // Claims: widened under the old signature, or beyond the host's key under a new one; a claim twice.
            13 => $"{parts[0]}.{Body(parts, body => Widen(body, letter, place))}.{parts[2]}",
            14 => Resign(parts, head => (head["kid"], head["alg"]) = ("page", "ES256"), body => Beyond(body, letter, place), data => host.SignData(data, HashAlgorithmName.SHA256)),
            _ => $"{parts[0]}.{Encode(Decode(parts[1])[..^1] + $",\"exp\":{2_000_000_000L + place}}}")}.{parts[2]}",
        };
    }

    private static void Widen(JsonObject body, int letter, int place)
    {
        switch (letter % 8)
        {
            case 0: body["exp"] = 4_000_000_000L + place; break;
            case 1: body["tenant"] = body["tenant"]!.GetValue<string>() == "acme" ? "nova" : "acme"; break;
            case 2: body.Remove("panel"); body["jti"] = $"{place}"; break;
            case 3: body["free"] = new JsonArray("customer", $"v{place}"); body.Remove("variables"); break;
            case 4: body["origins"] = new JsonArray($"https://evil{place}.example"); break;
            case 5: body["role"] = $"editor{place}"; break;
            case 6: body["dashboard"] = $"other{place % 2}"; body["sub"] = $"{place}"; break;
            default: body["window"] = new JsonObject { ["from"] = $"now-{place}d", ["to"] = "now" }; break;
        }
    }

    // Each of these is signed by the host's own key and asks for more than that key may give.
    private static void Beyond(JsonObject body, int letter, int place)
    {
        body["jti"] = $"z{place}";
        body.Remove("variables");
        body.Remove("free");
        body.Remove("panel");
        body.Remove("origins");
        body.Remove("role");
        (body["tenant"], body["iat"], body["exp"]) = ("acme", DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 5, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600);
        switch (letter % 10)
        {
            case 0: body["dashboard"] = "other"; break;
            case 1: body["role"] = place % 2 == 0 ? "viewer" : "editor"; break;
            case 2: body["origins"] = new JsonArray(place % 2 == 0 ? "https://evil.example" : "*"); break;
            case 3: body["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 7200 + place; break;
            case 4: body["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 7200; body["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 9000; break;
            case 5: body["aud"] = "something-else"; break;
            case 6: body["environment"] = "staging"; break;
            // What lies between them is more than a number holds.
            case 7: (body["iat"], body["exp"]) = (long.MinValue + place, 253_402_300_799 - place); break;
            case 8: (body["iat"], body["exp"]) = (long.MinValue + place, long.MaxValue - place); break;
            default: body["admin"] = true; break;
        }
    }

    private static string Resign(string[] parts, Action<JsonObject> head, Action<JsonObject> body, Func<byte[], byte[]> sign)
    {
        var text = $"{Header(parts, head)}.{Body(parts, body)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Header(string[] parts, Action<JsonObject> change) => Change(parts[0], change);

    private static string Body(string[] parts, Action<JsonObject> change) => Change(parts[1], change);

    private static string Change(string part, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Decode(part))!.AsObject();
        change(json);
        return Encode(json.ToJsonString());
    }

    private static string Decode(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
