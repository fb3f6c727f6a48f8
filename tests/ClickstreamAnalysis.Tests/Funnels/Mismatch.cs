namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>What a property test throws: an assertion would be noted by the runner each time that a case is made smaller.</summary>
internal sealed class Mismatch(string message) : Exception(message)
{
    public static void Unless(bool isTrue, string what)
    {
        if (!isTrue)
        {
            throw new Mismatch(what);
        }
    }

    public static void UnlessEqual(string actual, string expected, string what)
    {
        if (actual != expected)
        {
            throw new Mismatch($"{what}: expected {expected}, but was {actual}");
        }
    }
}
