using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Api;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Portal.Data;

namespace Portal.Embedding;

/// <summary>Freezes data: asks each panel once, as its embed would be shown, and keeps the answers.</summary>
/// <param name="data">Answers panels.</param>
/// <param name="questions">Asks as an embed does.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="options">How many and how large.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbedSnapshots(PanelDataService data, EmbedQuestions questions, SnapshotStore store, IOptions<EmbedOptions> options, TimeProvider time)
{
    private const int AtOnce = 4;
    private const int Width = 1200;

    /// <summary>Takes a snapshot; answers its id, or why there is none.</summary>
    public async Task<(string? Id, string? Problem)> TakeAsync(EmbedClaims claims, LiveEmbed live, DateTimeOffset until, CancellationToken cancellation)
    {
        var (now, tenant, limits) = (time.GetUtcNow(), new TenantId(claims.Tenant), options.Value);
        await store.ForgetAsync(now, cancellation);
        if (await store.CountAsync(tenant, now, cancellation) >= limits.MaxSnapshots)
        {
            return (null, $"The tenant has {limits.MaxSnapshots} snapshots already. Revoke some first.");
        }
        var grant = new EmbedGrant(claims, "", false, [], Roles.Parse(claims.Role)!.Value);
        var layout = EmbedLayout.Of(live.Dashboard, claims.Panel)! with { Texts = EmbedTexts.Of(grant, live, new Dictionary<string, IReadOnlyList<string>>()) };
        var open = new OpenEmbed(grant, layout, live, null);
        var panels = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        long size = 0;
        // A few at a time, so that a large dashboard does not take all places of its tenant.
        foreach (var some in layout.Panels.Where(p => p.Kind != "text").Select(p => p.Id).Chunk(AtOnce))
        {
            foreach (var (panel, json) in await Task.WhenAll(some.Select(async panel => (panel, await FreezeAsync(open, panel, cancellation)))))
            {
                panels[panel] = json;
                if ((size += json.Length) > limits.MaxSnapshotBytes)
                {
                    return (null, $"The data is larger than {limits.MaxSnapshotBytes >> 10} KiB. Choose a shorter range or a single panel.");
                }
            }
        }
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await store.AddAsync(
            new Snapshot { Id = id, Tenant = tenant, Layout = await CompressAsync(JsonSerializer.SerializeToUtf8Bytes(layout, EmbedLayout.Json), cancellation), Panels = panels, TakenAt = now, ExpiresAt = until }, cancellation);
        return (id, null);
    }

    /// <summary>Removes a snapshot.</summary>
    public Task RemoveAsync(TenantId tenant, string id, CancellationToken cancellation) => store.RemoveAsync(tenant, id, cancellation);

    private async Task<byte[]> FreezeAsync(OpenEmbed open, string panel, CancellationToken cancellation)
    {
        var live = open.Live!;
        var answer = await data.GetAsync(live.Snapshot, live.Key, live.Dashboard, questions.Read(open, panel, new DataQuestion { Width = Width })!, open.Grant.Role, cancellation);
        // Further lines cannot be had later.
        answer = answer with { Links = null, Logs = answer.Logs is { } logs ? logs with { Next = null } : null };
        using var json = new MemoryStream();
        await PanelDataJson.WriteAsync(PipeWriter.Create(json, new StreamPipeWriterOptions(leaveOpen: true)), answer, forEditor: false, cancellation);
        return await CompressAsync(json.ToArray(), cancellation);
    }

    private static async Task<byte[]> CompressAsync(byte[] json, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using (var brotli = new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            await brotli.WriteAsync(json, cancellation);
        }
        return buffer.ToArray();
    }
}
