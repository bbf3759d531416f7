using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries;

namespace Portal.Embedding;

/// <summary>An embed whose token holds, and what it shows.</summary>
/// <param name="Grant">What the token allows.</param>
/// <param name="Layout">What is shown.</param>
/// <param name="Live">Where its data comes from; null for a snapshot.</param>
/// <param name="TakenAt">When a snapshot's data was as it is; null for what is live.</param>
internal sealed record OpenEmbed(EmbedGrant Grant, EmbedLayout Layout, LiveEmbed? Live, DateTimeOffset? TakenAt);

/// <summary>The dashboard that an embed shows.</summary>
/// <param name="Snapshot">What it belongs to.</param>
/// <param name="Key">Its binding.</param>
/// <param name="Dashboard">The model.</param>
internal sealed record LiveEmbed(CatalogSnapshot Snapshot, BindingKey Key, Dashboard Dashboard);
