using System.Text;

namespace Portal.Core.Schemas;

/// <summary>JSON Schemas (draft 2020-12) of what authors write, for editors. They are written by hand for their descriptions; a test holds them to the readers.</summary>
public static class ContentSchemas
{
    /// <summary>Media type of a schema.</summary>
    public const string MediaType = "application/schema+json";

    /// <summary>The schemas' file names, with what each describes.</summary>
    public static IReadOnlyDictionary<string, string> Titles { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["dashboard.schema.json"] = "A rendered dashboard, the part of a template below its front matter",
        ["lint.schema.json"] = "What findings on queries mean, lint.yaml",
        ["template.schema.json"] = "The front matter of a template",
        ["tenant.schema.json"] = "A tenant's file, tenants/<id>.yaml",
    };

    /// <summary>A schema's bytes, UTF-8; null where there is none of that name.</summary>
    public static byte[]? Read(string name)
    {
        if (!Titles.ContainsKey(name))
        {
            return null;
        }
        using var stream = typeof(ContentSchemas).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A schema's text.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string Text(string name) => Encoding.UTF8.GetString(Read(name) ?? throw new ArgumentException($"There is no schema '{name}'.", nameof(name)));
}
