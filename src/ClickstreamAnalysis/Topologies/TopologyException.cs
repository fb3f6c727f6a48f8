using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis;

/// <summary>Thrown when a topology is invalid. <see cref="Mistakes"/> lists all mistakes found, not only the first.</summary>
public sealed class TopologyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="mistakes">The mistakes, each with its remedy.</param>
    public TopologyException(IReadOnlyList<string> mistakes)
        : base(Format(mistakes)) => Mistakes = mistakes;

    /// <summary>The mistakes, each with its remedy.</summary>
    public IReadOnlyList<string> Mistakes { get; }

    private static string Format(IReadOnlyList<string> mistakes) => mistakes.Count == 1
        ? mistakes[0]
        : MistakeList.Describe($"The topology has {mistakes.Count} mistakes", mistakes);
}
