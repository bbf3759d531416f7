using System.Text.Json;

namespace Portal.Tests;

/// <summary>Reads answers of the API.</summary>
internal static class JsonAnswer
{
    /// <summary>What a good answer says; any other fails the test with what it says.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text);
    }
}
