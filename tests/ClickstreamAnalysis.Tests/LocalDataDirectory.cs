// The namespace above those of both projects that compile this file: a fixture covers the tests below its own.
namespace ClickstreamAnalysis;

/// <summary>Moves the user's local application data, where applications keep state by default, so that no test writes into a home.</summary>
[SetUpFixture]
public sealed class LocalDataDirectory
{
    private const string Variable = "XDG_DATA_HOME";

    private string? _before;
    private string _directory = "";

    [OneTimeSetUp]
    public void Move()
    {
        _before = Environment.GetEnvironmentVariable(Variable);
        _directory = Directory.CreateTempSubdirectory("local-data-").FullName;
        Environment.SetEnvironmentVariable(Variable, _directory);
    }

    [OneTimeTearDown]
    public void MoveBack()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Directory.Delete(_directory, recursive: true);
    }
}
