using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ClickstreamAnalysis.Guide.Tests.Programs;

/// <summary>Compiles a program as the SDK compiles a new console, worker or web project, with warnings as errors.</summary>
internal static class ProgramCompiler
{
    private const string ConsoleUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string WorkerUsings = """
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private const string WebUsings = """
        global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        """;

    // Versions of reference assemblies differ from those of the running ones; the SDK turns these warnings off, too.
    private static readonly CSharpCompilationOptions s_options = new CSharpCompilationOptions(OutputKind.ConsoleApplication)
        .WithNullableContextOptions(NullableContextOptions.Enable)
        .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
        .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);

    private static readonly Lazy<MetadataReference[]> s_references = new(static () => [.. References()]);

    /// <summary>Compiles a program.</summary>
    /// <returns>The assembly, and what is wrong with the program; the assembly is empty unless the list is.</returns>
    public static (byte[] Assembly, IReadOnlyList<string> Mistakes) Compile(string code)
    {
        var usings = code.Contains("WebApplication", StringComparison.Ordinal) ? $"{ConsoleUsings}\n{WebUsings}\n{WorkerUsings}"
            : code.Contains("Host.CreateApplicationBuilder", StringComparison.Ordinal) ? $"{ConsoleUsings}\n{WorkerUsings}"
            : ConsoleUsings;
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Program",
            [
                CSharpSyntaxTree.ParseText(code, parsing, "Program.cs"),
                CSharpSyntaxTree.ParseText(usings, parsing, "GlobalUsings.cs"),
            ],
            s_references.Value,
            s_options);
        using var output = new MemoryStream();
        var mistakes = compilation.Emit(output).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ToArray();
        return (mistakes.Length == 0 ? output.ToArray() : [], mistakes);
    }

    // Only what a program has that references the packages: the shared frameworks and the assemblies of the packages.
    private static IEnumerable<MetadataReference> References()
    {
        string[] ofStreamiz = ["ClickstreamAnalysis.Streamiz.dll", "Streamiz.Kafka.Net.dll", "Confluent.Kafka.dll"];
        var frameworks = new[] { typeof(object).Assembly, Assembly.Load("Microsoft.AspNetCore") }
            .Select(assembly => Path.GetDirectoryName(assembly.Location)).ToHashSet();
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => frameworks.Contains(Path.GetDirectoryName(path)) || ofStreamiz.Contains(Path.GetFileName(path)))
            .Append(typeof(EmbeddedLog).Assembly.Location)
            .Append(typeof(ClickstreamServices).Assembly.Location)
            .Append(typeof(ClickstreamEndpoints).Assembly.Location)
            .Append(typeof(SchemaRegistrySession).Assembly.Location)
            .Append(typeof(ProtobufSerdes).Assembly.Location)
            .Append(typeof(JsonSchemaSerdes).Assembly.Location)
            .Append(typeof(AvroSerdes).Assembly.Location)
            .Append(typeof(Confluent.SchemaRegistry.SchemaRegistryConfig).Assembly.Location)
            .Append(typeof(global::Avro.Schema).Assembly.Location)
            .Append(typeof(Testing.TopologyTestDriver).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
