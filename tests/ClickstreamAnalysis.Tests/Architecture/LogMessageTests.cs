using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Tests.Architecture;

public sealed partial class LogMessageTests
{
    private static readonly (MethodInfo Method, LoggerMessageAttribute Message)[] s_messages =
    [
        .. PackagedAssemblies.All.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method, message: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(found => found.message is not null),
    ];

    [Test]
    public void EventIds_OfAllMessages_AreUnique()
    {
        var same = s_messages.GroupBy(found => found.Message.EventId).Where(group => group.Key <= 0 || group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(found => $"{found.Method.DeclaringType!.Name}.{found.Method.Name}"))}");

        Assert.That(same, Is.Empty);
        Assert.That(s_messages.Select(NameOf), Is.Unique);
        Assert.That(s_messages, Has.Length.GreaterThan(40));
    }

    [Test]
    public void Page_OfLogMessages_ListsEachWithIdNameLevelAndText()
    {
        var expected = s_messages.OrderBy(found => found.Message.EventId)
            .Select(found => $"{found.Message.EventId} | {NameOf(found)} | {LevelOf(found)} | `{found.Message.Message}`");
        var listed = File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "operations", "log-messages.md"))
            .Select(line => Row().Match(line)).Where(row => row.Success).Select(row => row.Groups["row"].Value);

        Assert.That(listed, Is.EqualTo(expected));
    }

    [Test]
    public void Sources_OfTheLibraries_LogOnlyThroughGeneratedMethods()
    {
        // Templates hold programs of users, who log as they like.
        var calls = RepositoryFiles.Of("src").Where(static file => !file.Contains("ClickstreamAnalysis.Templates", StringComparison.Ordinal)).Concat(RepositoryFiles.Of("samples"))
            .SelectMany(file => Call().Matches(File.ReadAllText(file)).Select(call => $"{Path.GetFileName(file)}: {call.Value}"));

        Assert.That(calls, Is.Empty);
    }

    private static string NameOf((MethodInfo Method, LoggerMessageAttribute Message) found) => found.Message.EventName ?? found.Method.Name;

    private static string LevelOf((MethodInfo Method, LoggerMessageAttribute Message) found) =>
        found.Method.GetParameters().Any(parameter => parameter.ParameterType == typeof(LogLevel)) ? "varies" : found.Message.Level.ToString();

    [GeneratedRegex(@"^\| (?<row>\d+ \| \w+ \| \w+ \| `[^|]*`) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"[lL]ogger\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(")]
    private static partial Regex Call();
}
