using ClickstreamAnalysis.Tests.Data;
using DuckDB.NET.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>A table of clicks in an in-memory DuckDB: what the oracles ask their questions of.</summary>
internal sealed class ClickTable : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public ClickTable(IEnumerable<DataClick> clicks)
    {
        _connection.Open();
        Execute("create table clicks (user_id varchar, event varchar, ts bigint, page varchar)");
        using var appender = _connection.CreateAppender("clicks");
        foreach (var click in clicks)
        {
            appender.CreateRow().AppendValue(click.User).AppendValue(click.Event).AppendValue(click.TimestampMs).AppendValue(click.Page).EndRow();
        }
    }

    public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> map)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = (DuckDBDataReader)command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
