using System.Net;
using System.Text.Json.Nodes;
using Portal.Core.Schemas;
using Portal.Tests.Git;

namespace Portal.Tests.Schemas;

public sealed class SchemasTests : IDisposable
{
    private readonly TempContent _content = TempContent.Plain();

    public void Dispose() => _content.Dispose();

    [Fact]
    public async Task The_index_leads_to_every_schema_and_each_is_the_one_that_the_engine_holds()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        var index = JsonNode.Parse(await client.GetStringAsync("/schemas/"))!.AsArray();

        Assert.Equal(ContentSchemas.Titles.Keys, index.Select(entry => entry!["name"]!.ToString()));
        foreach (var entry in index)
        {
            var answer = await client.GetAsync(new Uri(entry!["url"]!.ToString()));
            Assert.Equal((HttpStatusCode.OK, ContentSchemas.MediaType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal(ContentSchemas.Text(entry["name"]!.ToString()), await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_schema_that_is_not_there_is_not_found()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/schemas/other.schema.json")).StatusCode);
    }
}
