using System.Globalization;

namespace Portal.Core.Yaml;

/// <summary>Reads a scalar whose type only its spelling tells, as parameters of templates are.</summary>
internal static class ParameterText
{
    /// <summary>A double or bool where it was written plainly as one, else the text.</summary>
    public static object Read(YamlScalar scalar) => scalar switch
    {
        { IsPlain: true, Text: "true" } => true,
        { IsPlain: true, Text: "false" } => false,
        { IsPlain: true } when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => scalar.Text,
    };
}
