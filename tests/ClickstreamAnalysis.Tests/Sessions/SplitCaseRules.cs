namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>The split rules of a case.</summary>
[Flags]
internal enum SplitCaseRules
{
    None = 0,
    Midnight = 1,
    Campaign = 2,
    Referrer = 4,
    Login = 8,
    Logout = 16,
    Device = 32,
    Caps = 64,
    All = 127,
}
