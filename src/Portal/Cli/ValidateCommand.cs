using System.CommandLine;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary><c>portal validate</c>: every binding of the content, every diagnostic, exit code 1 if one is an error.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var content = new ContentOptions();
        var format = new Option<string>("--format") { Description = "How to print diagnostics.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong(DiagnosticFormats.Names);
        var command = new Command("validate", "Validates all tenants and templates for every binding. Exits 1 if there is an error.") { format };
        content.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var load = await CliContent.LoadAsync(content.Configuration(parsed), cancellation);
            await DiagnosticFormats.WriteAsync(output, parsed.GetValue(format)!, load.Diagnostics, load.Bindings, cancellation);
            return load.Diagnostics.HasErrors() ? 1 : 0;
        });
        return command;
    }
}
