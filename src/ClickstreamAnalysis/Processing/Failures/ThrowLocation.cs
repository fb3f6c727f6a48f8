using System.Diagnostics;

namespace ClickstreamAnalysis.Processing.Failures;

/// <summary>Describes an exception without its message, which may quote keys and values.</summary>
internal static class ThrowLocation
{
    /// <summary>The type, and the innermost method outside of libraries, with file and line where known.</summary>
    public static string Describe(Exception error)
    {
        foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type } method && !IsLibrary(method))
            {
                var line = frame.GetFileName() is { } file ? $" ({Path.GetFileName(file)}, line {frame.GetFileLineNumber()})" : "";
                return $"{error.GetType().FullName} in {type}.{method.Name}{line}";
            }
        }

        return error.GetType().FullName ?? error.GetType().Name;
    }

    /// <summary>The message of an exception of this library, which holds no user data; other exceptions are described without theirs.</summary>
    public static string MessageOf(Exception error) => error.GetType().Assembly == typeof(ThrowLocation).Assembly ? error.Message : Describe(error);

    private static bool IsLibrary(DiagnosticMethodInfo method) => method.DeclaringAssemblyName is var name
        && (name == typeof(ThrowLocation).Assembly.FullName
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal));
}
