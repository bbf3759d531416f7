namespace Portal.Core.Diagnostics;

/// <summary>The stable codes of diagnostics. docs/diagnostics.md explains each; a test holds the two together.</summary>
public static class DiagnosticCodes
{
#pragma warning disable CS1591 // the name says it, docs/diagnostics.md explains it
    public const string ContentMissing = "PT001";
    public const string RevisionUnreadable = "PT002";
    public const string LinkNotFollowed = "PT003";
    public const string ContentTooLarge = "PT004";
    public const string NotText = "PT005";
    public const string NotARepository = "PT006";
    public const string FileUnreadable = "PT007";
    public const string LoadingFailed = "PT008";
    public const string FetchFailed = "PT009";
    public const string HistoryRewritten = "PT010";

    public const string YamlSyntax = "PT101";
    public const string YamlUnsupported = "PT102";
    public const string YamlTooLarge = "PT103";
    public const string YamlDuplicateKey = "PT104";
    public const string UnknownKey = "PT105";
    public const string MissingKey = "PT106";
    public const string WrongType = "PT107";
    public const string OutOfRange = "PT108";
    public const string NotAllowedValue = "PT109";

    public const string TenantFile = "PT201";
    public const string TenantDuplicate = "PT202";
    public const string IsolationMissing = "PT203";
    public const string IsolationOverlap = "PT204";
    public const string IsolationInvalid = "PT205";
    public const string SecretNotGranted = "PT206";
    public const string HostNotGranted = "PT207";
    public const string SecretInClear = "PT208";
    public const string DatasourceInvalid = "PT209";
    public const string ServiceName = "PT210";
    public const string UnknownTemplate = "PT211";
    public const string UnknownEnvironment = "PT212";
    public const string ParameterInvalid = "PT213";
    public const string HeaderInvalid = "PT214";
    public const string AccessInvalid = "PT215";
    public const string EmbedKeyInvalid = "PT216";
    public const string MaskingInvalid = "PT217";
    public const string SupportUnmasked = "PT218";

    public const string FrontMatter = "PT301";
    public const string TemplateSyntax = "PT302";
    public const string TemplateRuntime = "PT303";
    public const string TemplateLimit = "PT304";
    public const string IncludeRefused = "PT305";
    public const string ShadowedName = "PT306";
    public const string ValueBreaksYaml = "PT307";
    public const string TemplateTooLarge = "PT308";

    public const string DashboardInvalid = "PT401";
    public const string DuplicateId = "PT402";
    public const string LayoutInvalid = "PT403";
    public const string LinkRefused = "PT404";
    public const string ColorInvalid = "PT405";
    public const string RegexInvalid = "PT406";
    public const string TooMany = "PT407";
    public const string Empty = "PT408";
    public const string TimeInvalid = "PT409";
    public const string UnitDoubtful = "PT410";

    public const string QuerySyntax = "PT501";
    public const string QueryRefused = "PT502";
    public const string UnknownDatasource = "PT503";
    public const string UnknownVariable = "PT504";
    public const string VariableCycle = "PT505";
    public const string VariableQuery = "PT506";
    public const string UnusedVariable = "PT507";

    public const string LintRefused = "PT601";
    public const string LintNoData = "PT602";
    public const string LintTooManySeries = "PT603";
    public const string LintSlow = "PT604";
    public const string LintSamples = "PT605";
    public const string LintGrowth = "PT606";
    public const string LintNotTried = "PT607";

    public const string FileIgnored = "PT903";
    public const string DiscoveredNameLeftOut = "PT904";
#pragma warning restore CS1591
}
