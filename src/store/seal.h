// Seal: the proof that a store's file is as this very build left it. A store that is closed in good order seals
// its file; rows of a sealed file were written by the encoder that would read them, so a start need not decode
// them one by one. Whatever else happened to the file (a crash, another version, a person with the sqlite3
// tool, a copy put in its place) breaks the seal, and then every row is checked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace seamark::store {

// Seals `path`, to which nobody has a connection any more. A seal that cannot be written is none.
void seal(const std::string& path);
// Takes the seal off, so that it holds for one start only. True: it fitted.
bool breakSeal(const std::string& path);

}  // namespace seamark::store
