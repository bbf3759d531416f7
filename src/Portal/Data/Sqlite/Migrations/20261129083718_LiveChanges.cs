using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class LiveChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_revisions_Accepted_LoadedAt",
                table: "revisions");

            migrationBuilder.AddColumn<int>(
                name: "Bindings",
                table: "revisions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Judge",
                table: "revisions",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "live_changes",
                columns: table => new
                {
                    Source = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Revision = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Message = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Author = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Person = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    PinReason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_live_changes", x => new { x.Source, x.Number });
                });

            migrationBuilder.CreateIndex(
                name: "IX_revisions_LoadedAt",
                table: "revisions",
                column: "LoadedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "live_changes");

            migrationBuilder.DropIndex(
                name: "IX_revisions_LoadedAt",
                table: "revisions");

            migrationBuilder.DropColumn(
                name: "Bindings",
                table: "revisions");

            migrationBuilder.DropColumn(
                name: "Judge",
                table: "revisions");

            migrationBuilder.CreateIndex(
                name: "IX_revisions_Accepted_LoadedAt",
                table: "revisions",
                columns: new[] { "Accepted", "LoadedAt" });
        }
    }
}
