namespace Portal.Core.Traces;

/// <summary>Finds spans by a text anywhere in them, whatever its case.</summary>
public static class TraceText
{
    /// <summary>The rows whose service, operation, id, attributes or events hold the text; <c>key=value</c> finds an attribute. By their place in the tree.</summary>
    public static IReadOnlyList<int> Find(TraceTree tree, string text)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<int>();
        for (var i = 0; i < tree.Rows.Count && text.Length > 0; i++)
        {
            if (Holds(tree.Rows[i].Span, text))
            {
                found.Add(i);
            }
        }
        return found;
    }

    private static bool Holds(Span span, string text) =>
        Has(span.Service, text) || Has(span.Operation, text) || Has(span.Id.Value, text) || (span.Kind is not null && Has(span.Kind, text)) || Holds(span.Attributes, text) || Holds(span.Resource, text)
        || span.Events.Any(happened => Has(happened.Name, text) || Holds(happened.Attributes, text));

    private static bool Holds(IReadOnlyList<SpanAttribute> attributes, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        foreach (var attribute in attributes)
        {
            if (Has(attribute.Key, text) || Has(attribute.Text, text)
                || (equals > 0 && attribute.Key.AsSpan().Equals(text.AsSpan(0, equals), StringComparison.OrdinalIgnoreCase) && Has(attribute.Text, text[(equals + 1)..])))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Has(string where, string text) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
}
