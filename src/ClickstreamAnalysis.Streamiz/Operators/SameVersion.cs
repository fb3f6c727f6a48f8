namespace ClickstreamAnalysis.Streamiz.Operators;

/// <summary>Checks that this assembly runs with the library that it was built with, because it uses internal types of it.</summary>
internal static class SameVersion
{
    /// <exception cref="InvalidOperationException">The versions differ.</exception>
    public static void Check()
    {
        var library = typeof(TopologyBuilder).Assembly.GetName();
        var own = typeof(SameVersion).Assembly.GetName();
        if (library.Version != own.Version)
        {
            throw new InvalidOperationException(
                $"{own.Name} {own.Version} runs with {library.Name} {library.Version}: reference both packages with the same version.");
        }
    }
}
