namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The limits of an exclusion, as indexes of steps: it applies from the time that <paramref name="After"/> is taken until <paramref name="Before"/> is.</summary>
/// <param name="After">The index of the step that it follows.</param>
/// <param name="Before">The index of the step that it precedes.</param>
/// <param name="Effect">Its effect.</param>
internal readonly record struct ExclusionRule(int After, int Before, ExclusionEffect Effect)
{
    /// <summary>The text that tells the state of different exclusions apart.</summary>
    public string Form => $"{After}<{Before}:{Effect}";

    /// <summary>Whether the exclusion applies to an attempt whose last step taken is this one.</summary>
    public bool IsArmedAt(int step) => After <= step && step < Before;
}
