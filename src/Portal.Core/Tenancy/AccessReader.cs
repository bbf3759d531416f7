using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads the key <c>access</c> of a tenant's file: who is what to the tenant.</summary>
internal static class AccessReader
{
    private const int MaxName = 200;

    /// <summary>Reads all lines. A line with a mistake gives nobody anything.</summary>
    public static IReadOnlyList<AccessLine> ReadAll(YamlMap tenant, IReadOnlyList<TenantEnvironment> environments) =>
        [.. tenant.Maps("access", "a line of access").Select(map => Read(map, environments)).OfType<AccessLine>()];

    private static AccessLine? Read(YamlMap map, IReadOnlyList<TenantEnvironment> environments)
    {
        if (!map.Has("role"))
        {
            map.Missing("role");
        }
        var role = Roles.Parse(map.OneOf("role", [.. Roles.Names]));
        var groups = ReadNames(map, "groups");
        var users = ReadNames(map, "users");
        var narrowed = EnvironmentReader.ReadNarrowing(map, environments, DiagnosticCodes.AccessInvalid, "The line");
        map.RefuseUnknownKeys();
        if (groups is { Count: 0 } && users is { Count: 0 })
        {
            map.Context.Error(DiagnosticCodes.AccessInvalid, map.Node.Start, "The line gives its role to nobody.", "Name 'groups' or 'users'.");
        }
        return role is null || groups is null || users is null ? null : new AccessLine
        {
            Role = role.Value,
            Groups = groups,
            Users = users,
            Environments = narrowed,
            Location = map.Context.Locate(map.Node.Start),
        };
    }

    private static IReadOnlyList<string>? ReadNames(YamlMap map, string key)
    {
        var names = map.Strings(key) ?? [];
        var wrong = names.Where(name => name.Length is 0 or > MaxName || name != name.Trim() || name.Any(char.IsControl)).ToList();
        foreach (var name in wrong)
        {
            map.Context.Error(DiagnosticCodes.AccessInvalid, map.MarkOf(key), $"'{name}' in '{key}' cannot be a name.", $"Write it as the sign-in names it: 1 to {MaxName} characters, none of them a control character, no white space around it.");
        }
        return wrong.Count == 0 ? names : null;
    }
}
